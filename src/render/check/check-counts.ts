import {
  CHECK_OUTCOMES,
  type CheckOutcome,
  type CheckReport,
  type CheckResult,
  SEVERITIES,
  type Severity,
} from '../../model/index.ts';

/** How many of each there are in a check report. */
export interface CheckCounts {
  readonly results: Readonly<Record<CheckOutcome, number>>;
  /** Failures that nobody accepted. */
  readonly failures: Readonly<Record<Severity, number>>;
  /** Failures that somebody accepted. */
  readonly accepted: number;
}

/** Counts the results of a check report. */
export function checkCounts({results}: Pick<CheckReport, 'results'>): CheckCounts {
  const open = results.filter(isOpen);
  return {
    results: tally(CHECK_OUTCOMES, (outcome) => results.filter(({result}) => result === outcome).length),
    failures: tally(SEVERITIES, (level) => open.filter(({severity}) => severity === level).length),
    accepted: results.filter(({accepted}) => accepted !== null).length,
  };
}

/** Whether a result is a failure that nobody accepted. */
export function isOpen({result, accepted}: CheckResult): boolean {
  return result === 'fail' && accepted === null;
}

function tally<Key extends string>(
  keys: readonly Key[],
  count: (key: Key) => number,
): Readonly<Record<Key, number>> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<Key, number>;
}
