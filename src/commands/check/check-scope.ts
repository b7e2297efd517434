import {CATALOGUE} from '../../catalogue/index.ts';
import type {GroupChecks} from '../../check/index.ts';
import {UserError} from '../../errors.ts';
import {type CheckResult, SEVERITIES, type Severity} from '../../model/index.ts';
import type {FlagValues} from '../command.ts';
import {type Leniency, readCodes} from '../leniency.ts';
import {oneOf} from '../read-flags.ts';

/** Which checks a call asks for. */
export interface CheckScope {
  /** Undefined: all. */
  readonly codes: ReadonlySet<string> | undefined;
  readonly excluded: ReadonlySet<string>;
  /** Failures below this are left out. */
  readonly severity: Severity;
}

/** The checks that the flags choose. Throws `UserError`. */
export function checkScope(flags: FlagValues, {excluded}: Pick<Leniency, 'excluded'>): CheckScope {
  const codes = readCodes(flags.texts('code'), '--code');
  const scope = {
    codes: codes.length === 0 ? undefined : new Set(codes),
    excluded,
    severity: oneOf(SEVERITIES, flags.text('severity')) ?? 'info',
  };
  if (CATALOGUE.some(({code}) => isChosen(scope, code))) return scope;
  throw new UserError({
    code: 'usage',
    message: '--code and --exclude leave no check to run',
    remedy: 'exclude fewer codes',
  });
}

/** Of all checks those in scope. */
export function checksIn(scope: CheckScope, checks: GroupChecks): GroupChecks {
  return {
    rules: checks.rules.filter(({code}) => isChosen(scope, code)),
    knowledgeOnly: checks.knowledgeOnly.filter(({code}) => isChosen(scope, code)),
  };
}

/** Whether a result is as severe as asked for. */
export function isSevereEnough({severity: least}: CheckScope, {severity}: CheckResult): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}

function isChosen({codes, excluded}: CheckScope, code: string): boolean {
  return (codes?.has(code) ?? true) && !excluded.has(code);
}
