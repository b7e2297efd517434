/** A text file in UTF-8 without a byte order mark, whatever wrote it: PowerShell before version 6 redirects into UTF-16. */
export function inUtf8(content: Buffer): Buffer {
  if (content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf) return content.subarray(3);
  if (content[0] === 0xff && content[1] === 0xfe)
    return Buffer.from(content.subarray(2).toString('utf16le'), 'utf8');
  if (content[0] === 0xfe && content[1] === 0xff && content.length % 2 === 0)
    return Buffer.from(Buffer.from(content.subarray(2)).swap16().toString('utf16le'), 'utf8');
  return content;
}
