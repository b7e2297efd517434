// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const COLOUR = /\u001b\[([0-9;]*)m/;
const SIZE = {letter: 8.43, line: 19, margin: 18, bar: 34};
const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

/** A terminal with commands and what they printed, as SVG; `lines` limits how many of them. */
export function pictureOf(session) {
  const lines = session.flatMap(({shown, output, lines: most}, index) => {
    const printed = output.trimEnd().split('\n');
    const cut = most !== undefined && printed.length > most ? [...printed.slice(0, most), '…'] : printed;
    return [
      ...(index > 0 ? [''] : []),
      `\u001b[32m$\u001b[0m \u001b[1mkubectl ipvs ${shown}\u001b[0m`,
      ...cut,
    ];
  });
  const columns = Math.max(...lines.map((line) => plain(line).length));
  const width = Math.ceil(columns * SIZE.letter + 2 * SIZE.margin);
  const height = Math.ceil(lines.length * SIZE.line + SIZE.bar + SIZE.margin);
  const rows = lines.map((line, index) => row(line, SIZE.bar + (index + 0.8) * SIZE.line));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>kubectl ipvs in a terminal</title>',
    '<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:#e6edf3}</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (fill, index) => `<circle cx="${20 + index * 18}" cy="17" r="5.5" fill="${fill}"/>`,
    ),
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function row(line, y) {
  const spans = [];
  let style = {};
  let column = 0;
  const parts = line.split(new RegExp(COLOUR, 'g'));
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      style = restyle(style, part);
      continue;
    }
    // Wide gaps are made by position: not every viewer keeps them in a text.
    for (const {0: words, index: start} of part.matchAll(/\S+(?: \S+)*/g)) {
      spans.push(span(words, style, SIZE.margin + (column + start) * SIZE.letter));
    }
    column += part.length;
  }
  return `<text y="${y.toFixed(1)}">${spans.join('')}</text>`;
}

/** What each code makes of a style. */
const CODES = {
  0: () => ({}),
  1: (style) => ({...style, bold: true}),
  2: (style) => ({...style, fill: COLOURS[90]}),
  22: () => ({}),
  39: ({bold}) => ({bold}),
};

function restyle(style, codes) {
  let next = style;
  for (const code of codes.split(';')) {
    next = CODES[code]?.(next) ?? {...next, fill: COLOURS[code] ?? next.fill};
  }
  return next;
}

/** The length is fixed, so that columns meet in whatever font there is. */
function span(text, {fill, bold}, x) {
  const attributes = [
    `x="${x.toFixed(2)}"`,
    `textLength="${(text.length * SIZE.letter).toFixed(2)}"`,
    ...(fill ? [`fill="${fill}"`] : []),
    ...(bold ? ['font-weight="bold"'] : []),
  ];
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<tspan ${attributes.join(' ')}>${escaped}</tspan>`;
}

function plain(line) {
  return line.replace(new RegExp(COLOUR, 'g'), '');
}
