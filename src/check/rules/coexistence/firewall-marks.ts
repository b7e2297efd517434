import {describeVirtualServer} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail} from '../../verdict.ts';

/** Virtual servers named by a firewall mark, which kube-proxy does not know and tries to delete at each sync. */
export const FIREWALL_MARKS = nodeRule({
  code: 'IPVS083',
  needs: ['table'],
  wants: ['log'],
  check: ({table, log}) => {
    const marks = [...table.values()].filter(({id}) => id.kind === 'firewall-mark');
    if (marks.length === 0) return [];
    const lines = (log?.hits ?? [])
      .filter(({signature, previous}) => !previous && signature.endsWith('virtualServer="0.0.0.0:0/"'))
      .flatMap((hit) => hit.lines)
      .slice(-1);
    return fail({
      message:
        'another program has virtual servers with firewall marks: kube-proxy logs an error in each sync',
      evidence: [...marks.map(({id}) => describeVirtualServer(id)), ...lines],
    });
  },
});
