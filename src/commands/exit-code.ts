import {EXIT, type ExitCode} from '../errors.ts';
import type {Conclusion} from '../model/index.ts';

const CODES: Readonly<Record<Conclusion, ExitCode>> = {
  fine: EXIT.ok,
  wrong: EXIT.drift,
  incomplete: EXIT.failure,
};

/** The exit code of `status`, `diff` and `check`: the same for the same evidence (docs/exit-codes.md). */
export function exitCodeOf(conclusion: Conclusion): ExitCode {
  return CODES[conclusion];
}
