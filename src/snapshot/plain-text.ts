import {inUtf8} from '../model/index.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * A text file of a snapshot as the programs wrote it, whatever an editor or a shell made of it on its way: without a byte
 * order mark, in UTF-8, lines ended by a line feed. Carriage returns are dropped only where the first line ends in one,
 * so a text that has some inside stays as it is.
 */
export function plainText(content: Buffer): Buffer {
  const text = inUtf8(content);
  const end = text.indexOf(LINE_FEED);
  if (end < 1 || text[end - 1] !== CARRIAGE_RETURN) return text;
  return Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}
