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

/** PowerShell before version 6 redirects into UTF-16. */
function inUtf8(content: Buffer): Buffer {
  if (content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf) return content.subarray(3);
  if (content[0] === 0xff && content[1] === 0xfe)
    return Buffer.from(content.subarray(2).toString('utf16le'), 'utf8');
  if (content[0] === 0xfe && content[1] === 0xff && content.length % 2 === 0)
    return Buffer.from(Buffer.from(content.subarray(2)).swap16().toString('utf16le'), 'utf8');
  return content;
}
