import type {Finding, Metrics} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {logVerdicts, type Moment} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, undecidable, type Verdict} from '../../verdict.ts';

const COUNTER = 'kubeproxy_sync_proxy_rules_iptables_restore_failures_total';

/** Rules that could not be loaded: by the log, by the counter, or by members of IP sets that differ. */
export const FAILED_RESTORE = nodeRule({
  code: 'IPVS061',
  needs: [],
  wants: ['findings', 'log', 'metrics', 'capturedAt', 'configuration', 'pod'],
  check: ({findings, log, metrics, capturedAt, configuration, pod}, {name}) => {
    if (!findings && !log && !metrics)
      return undecidable("neither kube-proxy's log nor its metrics were read");
    const logged = log ? loggedFailures({log, capturedAt, configuration, pod}) : [];
    return [
      ...logged,
      ...(logged.length === 0 && metrics ? counted(metrics) : []),
      ...driftVerdicts(findings?.filter(isTold) ?? [], name),
    ];
  },
});

/** After a member that could not be added a sync goes on. */
const ONE_MEMBER = 'Failed to add ip set entry to ip set';

function loggedFailures(moment: Moment): readonly Verdict[] {
  const codes = ['IPVS061'];
  const members = moment.log.hits.filter(({signature}) => signature === ONE_MEMBER);
  return [
    ...logVerdicts(moment, {
      codes,
      cause: 'syncs-fail',
      except: [ONE_MEMBER],
      message: 'kube-proxy cannot load its rules: obsolete entries are not removed',
    }),
    ...logVerdicts(
      {...moment, log: {...moment.log, hits: members}},
      {
        codes,
        cause: 'syncs-fail',
        message: 'ipset rejects members that kube-proxy adds: Services are not masqueraded, or are refused',
      },
    ),
  ];
}

/** Members that do no harm are not worth the name of this entry; those for Pods that call themselves are told by IPVS057. */
function isTold({code, severity, expected}: Finding): boolean {
  return code === 'IPVS061' && severity !== 'info' && !isLoopBack(expected);
}

function isLoopBack(expected: Readonly<Record<string, unknown>> | null): boolean {
  return Object.values(expected ?? {}).some((value) => /^KUBE-(?:6-)?LOOP-BACK$/.test(String(value)));
}

/** The counter begins anew with each start of kube-proxy; it does not tell whether the trouble goes on. */
function counted(metrics: Metrics): readonly Verdict[] {
  const samples = metrics.samples(COUNTER);
  const total = samples.reduce((sum, {value}) => sum + value, 0);
  if (!(total > 0)) return [];
  return [
    fail({
      severity: 'warning',
      message: 'loading rules has failed since kube-proxy started; its log shows whether it still does',
      evidence: [`${COUNTER} ${total}`],
    }),
  ];
}
