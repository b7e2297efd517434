import {formatKubeVersion, type KubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {END_OF_IPVS, endOfIpvs, IPVS_GATE} from '../end-of-ipvs.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Where the version of a node's kube-proxy stands on the way to the end of IPVS mode. */
export const DEPRECATION: MigrationCheck = {
  section: 'end-of-ipvs',
  title: 'When IPVS mode is removed',
  rule: nodeRule({
    code: 'IPVS089',
    needs: ['version'],
    wants: ['configuration'],
    check: ({version, configuration}) => judge(version, configuration?.featureGates[IPVS_GATE]),
  }),
};

function judge(version: KubeVersion, gate: boolean | undefined): Verdict {
  const evidence = [
    `kube-proxy ${formatKubeVersion(version)}`,
    ...(gate === undefined ? [] : [`featureGates: ${IPVS_GATE}=${gate}`]),
  ];
  const {minor} = version;
  const remedy =
    'move the nodes to nftables mode before the upgrade that removes IPVS mode; the steps are below';
  const {summary} = endOfIpvs(version);
  if (minor < END_OF_IPVS.deprecated) return fail({severity: 'info', message: summary, evidence, remedy});
  if (minor < END_OF_IPVS.offByDefault) {
    const off = gate === false;
    return fail({
      severity: off ? 'error' : 'warning',
      message: off
        ? `the feature gate ${IPVS_GATE} is off: kube-proxy refuses IPVS mode at its next start`
        : summary,
      evidence,
      remedy,
    });
  }
  return fail({severity: 'error', message: summary, evidence, remedy});
}
