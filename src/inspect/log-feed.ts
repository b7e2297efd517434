import {createLogParser, createUnderstanding, type LogFeed, type LogParser} from '../logs/index.ts';
import type {LogEntry, LogPiece, NodeLog} from '../model/index.ts';

/** The log of a node while a command reads it. */
export interface FedLog {
  readonly node: string;
  /** `NAMESPACE/NAME` of the Pod that it comes from now. */
  pod: string | null;
  /** Whether something of it could not be read. */
  damaged: boolean;
  /** Whether all that was there has been read, and more may come. */
  caughtUp: boolean;
  /** Whether nothing came of it so far, though it could be read. */
  readonly isEmpty: () => boolean;
  /** The entries up to now; ends when the log ends or has caught up. */
  readonly feed: LogFeed;
  /** The entries that come after that; ends when the log ends. */
  readonly live: LogFeed;
  /** The entry that has no line after it yet. */
  readonly flush: () => readonly LogEntry[];
  readonly close: () => Promise<void>;
}

/** What a log has to say beside its lines; `strange`: why nothing can be concluded from them. */
export type LogProblem =
  | Extract<LogPiece, {kind: 'gap' | 'unreadable'}>
  | {readonly kind: 'strange'; readonly message: string; readonly remedy: string};

/** Takes what a log has to say beside its lines. */
export type TellProblem = (node: string, problem: LogProblem) => void;

/**
 * Text that is parsed at once, in characters. Of hundreds of logs that are merged each has a piece waiting: entries of all
 * of it would fill the memory, while those of a few lines are used up before they grow old.
 */
const PART = 4096;

/** Reads a log as entries; its problems are told. */
export function feedLog(log: NodeLog, reference: number, tell: TellProblem): FedLog {
  const pieces = log.pieces[Symbol.asyncIterator]();
  let parser: LogParser = createLogParser(reference);
  let ended = false;
  let waiting = '';
  let at = 0;
  const understanding = createUnderstanding();
  let any = false;

  const judged = (entries: readonly LogEntry[]): readonly LogEntry[] => {
    any ||= entries.length > 0;
    entries.forEach(understanding.add);
    return entries;
  };

  const takePart = (): readonly LogEntry[] => {
    const part = waiting.slice(at, at + PART);
    at += PART;
    if (at >= waiting.length) waiting = '';
    return judged(parser.push(part));
  };

  /** Whether it was understood, when all that was there has been read. */
  const conclude = () => {
    const message = any && !fed.damaged ? understanding.doubt() : undefined;
    if (message !== undefined)
      tell(log.node, {
        kind: 'strange',
        message,
        remedy: 'failures are found only in lines with a known format',
      });
  };

  const take = (piece: LogPiece): readonly LogEntry[] => {
    if (piece.kind === 'text') {
      waiting = piece.text;
      at = 0;
      return takePart();
    }
    if (piece.kind === 'caught-up') {
      fed.caughtUp = true;
      conclude();
    } else if (piece.kind === 'pod') {
      fed.pod = piece.pod;
      const rest = judged(parser.end());
      parser = createLogParser(reference);
      return rest;
    } else {
      fed.damaged = true;
      tell(log.node, piece);
    }
    return [];
  };

  const read = async (): Promise<readonly LogEntry[] | undefined> => {
    if (waiting !== '') return takePart();
    if (ended) return undefined;
    const {done, value} = await pieces.next();
    if (!done) return take(value);
    ended = true;
    const rest = judged(parser.end());
    if (!fed.caughtUp) conclude();
    return rest;
  };

  const fed: FedLog = {
    node: log.node,
    pod: log.pod,
    damaged: false,
    caughtUp: false,
    isEmpty: () => !any && !fed.damaged,
    feed: async () => (fed.caughtUp ? undefined : read()),
    live: read,
    flush: () => parser.flush(),
    close: async () => void (await pieces.return?.()),
  };
  return fed;
}
