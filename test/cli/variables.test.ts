import {describe, expect, test} from '@jest/globals';
import {flagValues} from '../../src/cli/flag-values.ts';
import {POD_FLAGS} from '../../src/commands/index.ts';

const values = (given: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>>) =>
  flagValues(new Map(Object.entries(given).map(([name, value]) => [name, [value]])), POD_FLAGS, variables);

describe('settings that are made once', () => {
  test.each([
    ['image', 'KUBECTL_IPVS_IMAGE', undefined],
    ['image-pull-secret', 'KUBECTL_IPVS_IMAGE_PULL_SECRET', undefined],
    ['debug-namespace', 'KUBECTL_IPVS_DEBUG_NAMESPACE', 'kube-system'],
  ])('--%s: the flag, else %s, else the default', (flag, variable, otherwise) => {
    expect(values({[flag]: 'given'}, {[variable]: 'set'}).text(flag)).toBe('given');
    expect(values({}, {[variable]: 'set'}).text(flag)).toBe('set');
    expect(values({}, {[variable]: ''}).text(flag)).toBe(otherwise);
    expect(values({}, {}).text(flag)).toBe(otherwise);
  });
});
