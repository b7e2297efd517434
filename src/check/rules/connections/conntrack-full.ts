import {type ConntrackUse, conntrackUse} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';

const COUNT = 'net.netfilter.nf_conntrack_count';
const MOST = 'net.netfilter.nf_conntrack_max';

/** The next burst may fill the table. */
const NEARLY_FULL = 0.75;

/** New connections fail, or will in seconds. */
const FULL = 0.95;

/** conntrack's table and its limit, and entries that it refused since the node started. */
export const CONNTRACK_FULL = nodeRule({
  code: 'IPVS028',
  needs: ['sysctls'],
  wants: ['conntrackStats'],
  check: ({sysctls, conntrackStats}) => {
    const use = conntrackUse(sysctls);
    if (!use) return undecidable(`${COUNT} and ${MOST} were not captured`);
    const filled = judgeFilling(use);
    return conntrackStats ? [filled, ...judgeDrops(conntrackStats)] : filled;
  },
});

function judgeFilling({used, max}: ConntrackUse): Verdict {
  const evidence = `${COUNT} = ${used}, ${MOST} = ${max}`;
  const filled = used / max;
  if (filled < NEARLY_FULL) return pass(evidence);
  const percent = Math.floor(filled * 100);
  return fail({
    severity: filled >= FULL ? 'error' : 'warning',
    message: `the conntrack table is ${percent} % full${filled >= FULL ? ': new connections fail, or soon will' : ''}`,
    evidence: [evidence],
  });
}

/** The counters go on since the start of the node, so they tell of a time that may be past. */
function judgeDrops(stats: ReadonlyMap<number, ReadonlyMap<string, number>>): readonly Verdict[] {
  const sum = (name: string) =>
    [...stats.values()].reduce((total, counters) => total + (counters.get(name) ?? 0), 0);
  const [dropped, early] = [sum('drop'), sum('early_drop')];
  if (dropped === 0 && early === 0) return [];
  return [
    fail({
      severity: 'info',
      message: 'conntrack has dropped packets or entries since the node started',
      evidence: [`conntrack -S, all CPUs: drop=${dropped} early_drop=${early}`],
    }),
  ];
}
