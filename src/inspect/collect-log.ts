import type {NodeLog} from '../model/index.ts';

/** A log read to its end. */
export interface CollectedLog {
  readonly text: string;
  /** Why it could not be read, or not to its end; undefined if it was. */
  readonly problem: string | undefined;
}

/** Reads a log that is not followed into one text. Throws only the reason of an aborted signal. */
export async function collectLog(log: NodeLog): Promise<CollectedLog> {
  const texts: string[] = [];
  let problem: string | undefined;
  for await (const piece of log.pieces) {
    if (piece.kind === 'text') texts.push(piece.text);
    else if (piece.kind === 'gap' || piece.kind === 'unreadable') problem ??= piece.message;
  }
  return {text: texts.join(''), problem};
}
