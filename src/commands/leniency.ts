import {CATALOGUE, findEntry} from '../catalogue/index.ts';
import {type AcceptedFailure, acceptedBy, acceptResults} from '../check/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {type Note, newNote} from '../model/index.ts';
import {readAcceptances} from './acceptance-file.ts';
import type {FlagValues, Ports} from './command.ts';

/** What a call does not count: entries of the catalogue that it leaves out, and failures that somebody lives with. */
export interface Leniency {
  readonly excluded: ReadonlySet<string>;
  readonly acceptances: readonly AcceptedFailure[];
}

/** What `--exclude` and `--accept` say. Throws `UserError`. */
export async function readLeniency(flags: FlagValues, {readFile}: Ports): Promise<Leniency> {
  const file = flags.text('accept');
  return {
    excluded: new Set(readCodes(flags.texts('exclude'), '--exclude')),
    acceptances: file === undefined ? [] : readAcceptances(await readFile(file), file),
  };
}

/** Codes of the catalogue, each value of a flag one, or several with commas between. Throws `UserError`. */
export function readCodes(texts: readonly string[], flag: string): readonly string[] {
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

/** What a difference, a failure or a note is about. */
interface About {
  readonly code: string | null;
  readonly node: string | null;
  readonly service: {readonly namespace: string; readonly name: string} | null;
}

/** Takes out what does not count, and says what that was. */
export interface Allowance {
  readonly isAccepted: (about: About) => boolean;
  /** What of a list counts; what is accepted is remembered for the notes. */
  readonly open: <Item extends About>(items: readonly Item[]) => readonly Item[];
  /** One for each acceptance that took something out, or that has expired. */
  readonly notes: () => readonly Note[];
}

/** What a look on this day leaves out. */
export function allowance({excluded, acceptances}: Leniency, now: Date): Allowance {
  const find = acceptedBy(acceptances, now);
  const acceptanceOf = ({code, ...about}: About) =>
    code === null
      ? undefined
      : find({code, ...about, service: about.service && {...about.service, port: null}});
  const counts = new Map<AcceptedFailure, number>();
  return {
    isAccepted: (about) => acceptanceOf(about) !== undefined,
    open: (items) =>
      items.filter((item) => {
        const acceptance = acceptanceOf(item);
        if (acceptance) counts.set(acceptance, (counts.get(acceptance) ?? 0) + 1);
        return !acceptance && !(item.code !== null && excluded.has(item.code));
      }),
    notes: () => [
      ...[...counts].map(([acceptance, count]) => acceptedNote(acceptance, count)),
      ...acceptResults([], acceptances, now).expired.map(expiredNote),
    ],
  };
}

function acceptedNote({code, reason, expires}: AcceptedFailure, count: number): Note {
  const until = expires === null ? '' : ` until ${expires}`;
  return newNote('info', {
    message: `${count} of ${code} accepted${until}: ${reason}`,
  });
}

/** That an acceptance has expired. */
export function expiredNote({code, reason, expires}: AcceptedFailure): Note {
  return newNote('warning', {
    message: `${code} was accepted only until ${expires} (${reason}) and counts again`,
    remedy: 'fix it, or renew the acceptance with a later date',
  });
}

/** That an acceptance has nothing to accept. */
export function unusedNote({code, reason}: AcceptedFailure): Note {
  return newNote('info', {
    message: `${code} is accepted (${reason}), but no failure matches this entry`,
    remedy: 'remove it from the file if it is resolved',
  });
}
