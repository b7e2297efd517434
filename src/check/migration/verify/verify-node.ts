import {
  type ActualState,
  DUMMY_INTERFACE,
  type ExpectedState,
  hasRules,
  type KernelTable,
  type MovedNode,
  type MoveVerdict,
  type NodeReport,
  type Service,
} from '../../../model/index.ts';
import {ipvsLeftovers} from '../../rules/coexistence/leftovers.ts';
import {compareMoves} from './compare-moves.ts';

/** What is known of one node. */
export interface VerifyInput {
  /** As `diff` reports it, after a second look where there was one. */
  readonly report: NodeReport;
  /** How many differences from the API there are, but for harmless ones. */
  readonly differences: number;
  /** What its own mode must serve; undefined if it was not compared. */
  readonly own: ExpectedState | undefined;
  /** What IPVS mode would have to serve; undefined likewise. */
  readonly ipvs: ExpectedState | undefined;
  /** What it serves, as far as it was read. */
  readonly now: KernelTable | undefined;
  /** What it served before, from a snapshot. */
  readonly before: KernelTable | undefined;
  /** State of IPVS mode in its kernel. */
  readonly left: ActualState;
  /** False where the kernel has no IPVS table at all; undefined: not known. */
  readonly hasIpvs: boolean | undefined;
  readonly services: readonly Service[];
}

/** Whether one node was moved out of IPVS mode with nothing lost and nothing left behind. */
export function verifyNode(input: VerifyInput): MovedNode {
  const {report, own, ipvs, now, before} = input;
  const {name, proxyMode: mode} = report;
  const head = {name, mode, differences: [], leftovers: []};
  const nothing = {frontends: null, endpoints: null};
  if (mode === 'ipvs') return {...head, ...nothing, verdict: 'not-yet', reasons: []};
  if (!own || !hasRules(own.mode) || !ipvs || !now)
    return {
      ...head,
      ...nothing,
      verdict: 'unknown',
      reasons: [report.reason || 'its rules were not compared'],
    };
  const differences = compareMoves({own, ipvs, now, before});
  const leftovers = ipvsLeftovers(
    {table: input.left.virtualServers, addresses: input.left.addresses, ipSets: input.left.ipSets},
    input.services,
  ).own;
  const lost = differences
    .filter(({onPurpose}) => !onPurpose)
    .map(({message, count}) => `${message}: ${count}`);
  const against = [...driftReason(input), ...lost, ...leftoverReason(leftovers)];
  const open = unreadReasons(input);
  return {
    name,
    mode,
    verdict: verdictOf(against, open),
    reasons: against.length > 0 ? against : open,
    frontends: {before: (before ?? ipvs.virtualServers).size, now: now.size},
    endpoints: {before: countEndpoints(before ?? ipvs.virtualServers), now: countEndpoints(now)},
    differences,
    leftovers,
  };
}

function verdictOf(against: readonly string[], open: readonly string[]): MoveVerdict {
  if (against.length > 0) return 'not-proved';
  return open.length > 0 ? 'unknown' : 'proved';
}

function driftReason({report: {state, proxyMode}, differences}: VerifyInput): readonly string[] {
  if (state === 'in-sync' || state === 'unknown') return [];
  if (state === 'converging') return ['its rules were still changing'];
  return [
    `its ${proxyMode} rules differ from the API in ${differences} ${differences === 1 ? 'place' : 'places'} (kubectl ipvs diff)`,
  ];
}

function leftoverReason(leftovers: readonly string[]): readonly string[] {
  return leftovers.length === 0 ? [] : [`IPVS mode left behind: ${leftovers.join('; ')}`];
}

function unreadReasons({report, left, hasIpvs}: VerifyInput): readonly string[] {
  const reasons: string[] = [];
  if (report.state === 'unknown') reasons.push(report.reason);
  if (!left.addresses)
    reasons.push(`whether ${DUMMY_INTERFACE} still exists is unknown: addresses.txt was not read`);
  if (left.problems.some(({source}) => TABLES.includes(source)) && hasIpvs !== false)
    reasons.push('whether the IPVS table is empty is unknown: it was not read completely');
  return reasons;
}

const TABLES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt', 'ipset-save.txt'];

function countEndpoints(
  servers: ReadonlyMap<string, {readonly realServers: ReadonlyMap<string, unknown>}>,
): number {
  let count = 0;
  for (const {realServers} of servers.values()) count += realServers.size;
  return count;
}
