import type {Finding} from '../model/index.ts';
import type {NodeResult} from './diff-report.ts';
import {findingKey} from './sort-findings.ts';

/** Added for the way of a change through the API, in seconds. */
export const MARGIN = 2;

/** The longest settling delay, in seconds: a node whose syncs take longer is the finding itself. */
export const LONGEST = 60;

/** What one reading of the API says of a Service. */
export interface ApiSide {
  /** Equal for two readings if nothing of the Service and its EndpointSlices was written between them. */
  readonly content: string;
  /** When one of them was last written, in milliseconds since 1970; undefined: not known. */
  readonly writtenAt: number | undefined;
}

/** One look at a node, with the reading of the API that it was compared with. */
export interface NodeLook {
  readonly result: NodeResult;
  /** When the node was read, in milliseconds since 1970 by its own clock; undefined: not known. */
  readonly at: number | undefined;
  /** Of a finding's Service; undefined if it is about none. */
  readonly apiSide: (finding: Finding) => ApiSide | undefined;
}

/** Whether a finding is more than worth knowing. */
export function isDifference({severity}: Finding): boolean {
  return severity !== 'info';
}

/** Seconds before a look; of an earlier change nobody says that a node is still behind it: its table was edited. */
const LONGEST_AGE = 300;

/** The looks at one node, at least two, and what the last of them proves. */
export class LookHistory {
  readonly node: string;
  /**
   * Seconds from a change of the API until the node showed it, at most; undefined: it was not seen to follow any. What was
   * wrong for longer than {@link LONGEST} was repaired, which tells nothing of that.
   */
  readonly lag: number | undefined;
  /** Whether a difference of an earlier look was gone, or another, at the next: the node does follow. */
  readonly follows: boolean;
  private readonly looks: readonly NodeLook[];
  private readonly last: NodeLook;
  private readonly values: readonly ReadonlyMap<string, string>[];
  /** Services, by name, of which the last two looks show different differences: the node may not show the latest change. */
  private readonly unfollowed: ReadonlySet<string>;

  constructor(looks: readonly NodeLook[], last: NodeLook) {
    this.looks = looks;
    this.last = last;
    this.node = last.result.report.name;
    this.values = looks.map(({result}) => valuesOf(result, wrongValue));
    const followed = this.followed();
    this.follows = followed.length > 0;
    this.lag = most(followed.flatMap((seconds) => seconds ?? []));
    this.unfollowed = otherServices(looks.slice(-2).map(({result}) => result));
  }

  /** Whether a finding of the last look is drift. */
  proves(finding: Finding): boolean {
    const since = this.since(finding);
    if (since === this.last) return false;
    const span = this.secondsSince(since.at) ?? 0;
    if (this.hasMoved(finding) && this.unfollowed.has(serviceName(finding))) return span > this.patience();
    if (this.lag === undefined) return true;
    return Math.max(span, this.restSeconds(finding)) > this.patience();
  }

  /** How long a wrong value has to stand, in seconds: as long as the node needs for a change. */
  private patience(): number {
    return Math.min(this.lag ?? LONGEST, LONGEST);
  }

  /** Seconds since the API last changed the finding's Service; 0 if it did so between the looks, or nothing tells. */
  private restSeconds(finding: Finding): number {
    if (this.hasMoved(finding)) return 0;
    return this.secondsSince(this.last.apiSide(finding)?.writtenAt) ?? 0;
  }

  /** Until these findings may be proved, in seconds. */
  secondsUntilProof(open: readonly Finding[]): number {
    const {settlingSeconds: settling} = this.last.result;
    const missing = open
      .filter((finding) => this.since(finding) !== this.last)
      .map((finding) => this.patience() - (this.secondsSince(this.since(finding).at) ?? 0) + MARGIN);
    return Math.min(LONGEST, most([settling, ...missing]) ?? settling);
  }

  /** The first of the looks up to the last that show the same wrong value. */
  private since(finding: Finding): NodeLook {
    const key = findingKey(finding);
    const value = wrongValue(finding);
    const other = this.values.findLastIndex((values) => values.get(key) !== value);
    return this.looks[other + 1] ?? this.last;
  }

  private hasMoved(finding: Finding): boolean {
    const [before] = this.looks.slice(-2);
    return before?.apiSide(finding)?.content !== this.last.apiSide(finding)?.content;
  }

  private secondsSince(time: number | undefined): number | undefined {
    return time === undefined || this.last.at === undefined ? undefined : (this.last.at - time) / 1000;
  }

  /** For each difference that the next look does not show so, seconds until then from the change in the API, as far as known. */
  private followed(): readonly (number | undefined)[] {
    return this.looks.slice(0, -1).flatMap((look, index) => {
      const next = this.values[index + 1];
      const by = this.looks[index + 1]?.at;
      return look.result.findings
        .filter((finding) => isDifference(finding) && next?.get(findingKey(finding)) !== wrongValue(finding))
        .map((finding) => {
          const change = recentChange(look, finding, LONGEST);
          return change === undefined || by === undefined ? undefined : (by - change) / 1000;
        });
    });
  }

  /** The earliest change of the API that these findings show to be missing, in milliseconds since 1970. */
  asOf(open: readonly Finding[]): number | undefined {
    const times = open.flatMap((finding) => recentChange(this.since(finding), finding, LONGEST_AGE) ?? []);
    const [first] = times.sort((one, other) => one - other);
    return first;
  }

  /** Seconds from then until the last look. */
  age(asOf: number): number {
    return this.secondsSince(asOf) ?? 0;
  }
}

/** The largest; undefined of none. A node can have a hundred thousand: too many for the arguments of a call. */
function most(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>(
    (largest, value) => (largest === undefined || value > largest ? value : largest),
    undefined,
  );
}

/** When the API last changed a finding's Service, at most so many seconds before this look; undefined if earlier, or not known. */
function recentChange({at, apiSide}: NodeLook, finding: Finding, seconds: number): number | undefined {
  const change = apiSide(finding)?.writtenAt;
  if (change === undefined || at === undefined || at - change > seconds * 1000) return undefined;
  // Clocks differ: no look shows what comes after it.
  return Math.min(change, at);
}

function valuesOf({findings}: NodeResult, textOf: (finding: Finding) => string): ReadonlyMap<string, string> {
  return new Map(
    findings.filter(isDifference).map((finding) => [findingKey(finding), textOf(finding)] as const),
  );
}

/** Services of which not all looks show the same differences, in the same form. */
function otherServices(results: readonly NodeResult[]): ReadonlySet<string> {
  const texts = results.map((result) => valuesOf(result, bothSides));
  const other = results.flatMap(({findings}) =>
    findings.filter((finding) => {
      const key = findingKey(finding);
      return isDifference(finding) && texts.some((text) => text.get(key) !== bothSides(finding));
    }),
  );
  return new Set(other.map(serviceName));
}

function serviceName({service}: Finding): string {
  return service ? `${service.namespace}/${service.name}` : '';
}

/** Counts of connections differ from look to look, and tell nothing of what is wrong. */
const COUNTS = new Set(['activeConnections', 'inactiveConnections']);

function bothSides({expected, actual}: Finding): string {
  return JSON.stringify([expected, actual], (name, value) => (COUNTS.has(name) ? undefined : value));
}

/** What is missing is as wrong whatever else the API says of it meanwhile. */
function wrongValue(finding: Finding): string {
  return finding.actual === null ? 'missing' : bothSides(finding);
}
