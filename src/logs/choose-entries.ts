import {findEntry, type LogSignature} from '../catalogue/index.ts';
import type {LogEntry, Severity} from '../model/index.ts';
import {codeOf} from './code-of.ts';
import {matchSignature} from './match-signature.ts';

/** Which entries are wanted; what is undefined does not choose. */
export interface LogChoice {
  /** At least so severe: by their own level, or as a sign of a catalogue entry of this severity. */
  readonly severity?: Severity | undefined;
  /** Microseconds since 1970: no older ones. */
  readonly since?: number | undefined;
  readonly pattern?: RegExp | undefined;
  /** Signs of one of these catalogue entries. */
  readonly codes?: readonly string[] | undefined;
  /** Text that speaks of what is looked for. */
  readonly mentions?: ((text: string) => boolean) | undefined;
}

/** An entry that was chosen. */
export interface ChosenEntry {
  readonly entry: LogEntry;
  /** The index of the log that it comes from. */
  readonly feed: number;
  readonly signature: LogSignature | undefined;
}

const RANKS: Readonly<Record<Severity, number>> = {info: 0, warning: 1, error: 2};
const LEVEL_RANKS: Readonly<Record<LogEntry['level'], number>> = {I: 0, W: 1, E: 2, F: 2, '': 2};

/** A function that gives an entry with its signature if it is wanted. What has no level is wanted at every level. */
export function createChooser(choice: LogChoice): (entry: LogEntry, feed: number) => ChosenEntry | undefined {
  const {since = Number.NEGATIVE_INFINITY, pattern, mentions, codes} = choice;
  const rank = RANKS[choice.severity ?? 'info'];
  return (entry, feed) => {
    if (entry.time < since) return undefined;
    if (pattern?.test(entry.raw) === false || mentions?.(entry.raw) === false) return undefined;
    const signature = matchSignature(entry);
    if (codes && !isSignOf(signature, codes)) return undefined;
    if (LEVEL_RANKS[entry.level] < rank && rankOf(signature) < rank) return undefined;
    return {entry, feed, signature};
  };
}

/** A line may be a sign of several entries; it is marked with the most likely one only. */
function isSignOf(signature: LogSignature | undefined, codes: readonly string[]): boolean {
  return (
    signature !== undefined && !signature.routine && signature.codes.some((code) => codes.includes(code))
  );
}

function rankOf(signature: LogSignature | undefined): number {
  const code = codeOf(signature);
  const entry = code && findEntry(code);
  return entry ? RANKS[entry.severity] : 0;
}
