import {CATALOGUE, findEntry} from '../../catalogue/index.ts';
import type {GroupChecks} from '../../check/index.ts';
import {didYouMean, UserError} from '../../errors.ts';
import {type CheckResult, SEVERITIES, type Severity} from '../../model/index.ts';
import type {FlagValues} from '../command.ts';
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
export function checkScope(flags: FlagValues): CheckScope {
  const codes = readCodes(flags.texts('code'), '--code');
  const scope = {
    codes: codes.length === 0 ? undefined : new Set(codes),
    excluded: new Set(readCodes(flags.texts('exclude'), '--exclude')),
    severity: oneOf(SEVERITIES, flags.text('severity')) ?? 'info',
  };
  if (CATALOGUE.some(({code}) => isChosen(scope, code))) return scope;
  throw new UserError({
    code: 'usage',
    message: '--code and --exclude leave no check to run to run to run to run to run to run',
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

function readCodes(texts: readonly string[], flag: string): readonly string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .map((text) => {
      const entry = findEntry(text);
      if (entry) return entry.code;
      throw new UserError({
        code: 'usage',
        message: `${flag} ${text} is not a code of the catalogue`,
        remedy:
          didYouMean(
            text,
            CATALOGUE.map(({code}) => code),
          ) ?? '"kubectl ipvs explain" lists all codes',
      });
    });
}
