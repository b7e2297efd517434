/** The text in lines of at most `width` characters, each after `indent`; words longer than a line stay whole. */
export function wrapText(
  text: string,
  {indent, width}: {readonly indent: string; readonly width: number},
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines.join('\n');
}
