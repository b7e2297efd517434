import type {FlagValues} from '../commands/index.ts';
import {UserError} from '../errors.ts';

/** How much is told of requests: the number of `-v`. Throws `UserError`. */
export function readVerbosity(flags: FlagValues): number {
  const text = flags.text('v') ?? '0';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new UserError({
    code: 'usage',
    message: `-v cannot be ${text}`,
    remedy: 'give a number, such as -v=6',
  });
}
