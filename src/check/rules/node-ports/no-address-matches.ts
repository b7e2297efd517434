import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';

/** Node ports that no address of the node serves, since `nodePortAddresses` names none of them. */
export const NO_ADDRESS_MATCHES = nodeRule({
  code: 'IPVS042',
  needs: ['configuration', 'expected', 'addresses'],
  check: ({configuration: {source, nodePortAddresses}, expected}) => {
    if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    if (nodePortAddresses.length === 0) return notApplicable('nodePortAddresses is not set');
    if (expected.nodePorts.size === 0) return notApplicable('no Service has a node port');
    if (!expected.nodePortAddresses) return undecidable('the addresses that serve node ports are unknown');
    const set = `nodePortAddresses: ${nodePortAddresses.join(', ')}`;
    if (expected.nodePortAddresses.size > 0) return pass(set, ...[...expected.nodePortAddresses].sort());
    return fail({
      message:
        'no address of this node is in nodePortAddresses: none of its node ports work, and health checks are blocked',
      evidence: [set],
    });
  },
});
