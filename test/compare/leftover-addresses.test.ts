import {describe, expect, test} from '@jest/globals';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {compareAll} from '../support/builders/findings.ts';

/** What is said of addresses on kube-ipvs0 that no Service has. */
function leftovers(version: string, bound: readonly string[]) {
  const node = {version, bound, configuration: {ipvs: {excludeCIDRs: ['203.0.113.0/24', '2001:db8:f::/48']}}};
  const {findings} = compareAll(expectedOn(node, {}), actualState([], node));
  return findings.map(({kind, severity, remedy}) => ({kind, severity, remedy}));
}

describe('addresses left on kube-ipvs0', () => {
  test.each(['1.24.0', '1.26.15'])(
    '%s leaves them behind: no drift, and no restart removes them',
    (version) => {
      expect(leftovers(version, ['198.51.100.9', '2001:db8:e::9'])).toEqual([
        {
          kind: 'address-unexpected',
          severity: 'info',
          remedy: expect.stringMatching(
            /restart does not remove it.*ip addr del 198\.51\.100\.9\/32 dev kube-ipvs0/,
          ),
        },
        {
          kind: 'address-unexpected',
          severity: 'info',
          remedy: expect.stringContaining('ip addr del 2001:db8:e::9/128 dev kube-ipvs0'),
        },
      ]);
    },
  );

  test.each(['1.24.0', '1.26.15'])('%s: one that is excluded may be another program’s', (version) => {
    for (const address of ['203.0.113.5', '2001:db8:f::5']) {
      const [finding] = leftovers(version, [address]);
      expect(finding).toMatchObject({severity: 'info', remedy: expect.stringContaining('ipvs.excludeCIDRs')});
    }
  });

  test.each(['1.27.0', '1.38.0'])('%s removes them at each sync, excluded or not', (version) => {
    for (const address of ['198.51.100.9', '203.0.113.5']) {
      const [finding] = leftovers(version, [address]);
      expect(finding).toMatchObject({
        severity: 'warning',
        remedy: expect.stringContaining('removes it in its next sync'),
      });
      expect(finding?.remedy).not.toContain('ip addr del');
    }
  });
});
