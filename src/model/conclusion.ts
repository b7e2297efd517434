/**
 * What a report comes to, and with it the exit code: `wrong`, something differs from the API or fails at severity error;
 * `incomplete`, nothing of that was seen, but not everything could be read; `fine`, everything was read and nothing is
 * wrong.
 */
export type Conclusion = 'fine' | 'wrong' | 'incomplete';

/** What a conclusion rests on. */
export interface Grounds {
  /** Whether anything above info differs from what the API says. */
  readonly drift: boolean;
  /** Whether anything that counts is of severity error. */
  readonly errors: boolean;
  /** Whether a part of what was asked for could not be read, or not be trusted. */
  readonly gaps: boolean;
}

/** The one rule for all commands: what was found counts, whatever else could not be read. */
export function concludeFrom({drift, errors, gaps}: Grounds): Conclusion {
  if (drift || errors) return 'wrong';
  return gaps ? 'incomplete' : 'fine';
}
