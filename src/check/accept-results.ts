import type {CheckResult} from '../model/index.ts';

/** A failure that a team lives with for a while, as its file says. */
export interface AcceptedFailure {
  readonly code: string;
  /** Patterns of node names, with `*`; empty: all nodes, and the cluster as a whole. */
  readonly nodes: readonly string[];
  /** Patterns of `NAMESPACE/NAME`, with `*`; empty: all Services, and what is about none. */
  readonly services: readonly string[];
  readonly reason: string;
  /** The last day, `2026-12-31`; null: it never ends. */
  readonly expires: string | null;
}

/** The results with the accepted failures marked, and how the acceptances fared. */
export interface AcceptedResults {
  readonly results: readonly CheckResult[];
  /** Not applied any more. */
  readonly expired: readonly AcceptedFailure[];
  /** Valid, but nothing failed that they accept. */
  readonly unused: readonly AcceptedFailure[];
}

/** What a failure is about. */
type About = Pick<CheckResult, 'code' | 'node' | 'service'>;

/** What accepts a failure on this day, if anything does; an acceptance counts until the end of its last day in UTC. */
export function acceptedBy(
  acceptances: readonly AcceptedFailure[],
  now: Date,
): (about: About) => AcceptedFailure | undefined {
  const valid = acceptances.filter((one) => isValid(one, now));
  return (about) => valid.find((one) => accepts(one, about));
}

function isValid({expires}: AcceptedFailure, now: Date): boolean {
  return expires === null || expires >= now.toISOString().slice(0, 10);
}

/** Marks the failures that are accepted on this day; an acceptance counts until the end of its last day in UTC. */
export function acceptResults(
  results: readonly CheckResult[],
  acceptances: readonly AcceptedFailure[],
  now: Date,
): AcceptedResults {
  const valid = acceptances.filter((one) => isValid(one, now));
  const acceptanceOf = acceptedBy(acceptances, now);
  const used = new Set<AcceptedFailure>();
  const marked = results.map((result) => {
    if (result.result !== 'fail') return result;
    const acceptance = acceptanceOf(result);
    if (!acceptance) return result;
    used.add(acceptance);
    return {...result, accepted: {reason: acceptance.reason, expires: acceptance.expires}};
  });
  return {
    results: marked,
    expired: acceptances.filter((one) => !valid.includes(one)),
    unused: valid.filter((one) => !used.has(one)),
  };
}

function accepts({code, nodes, services}: AcceptedFailure, result: About): boolean {
  if (code !== result.code) return false;
  const service = result.service && `${result.service.namespace}/${result.service.name}`;
  return fits(nodes, result.node) && fits(services, service);
}

function fits(patterns: readonly string[], name: string | null): boolean {
  if (patterns.length === 0) return true;
  return name !== null && patterns.some((pattern) => matchesPattern(pattern, name));
}

/** Whether the name is what the pattern says, in which `*` stands for any characters. */
function matchesPattern(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const tail = rest.pop() ?? '';
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0 || found + part.length > name.length - tail.length) return false;
    from = found + part.length;
  }
  return true;
}
