import {escapeText} from '../escape-text.ts';
import {
  type Claim,
  type HeatMap,
  type Line,
  type Page,
  type PageCommand,
  type PageTable,
  type Section,
  SIGNS,
  type Timeline,
} from '../page/page.ts';
import {plural} from '../text-lists.ts';

/** Characters of a comment on GitHub (65,536) and of most trackers, with room for what people write around it. */
const MOST_CHARACTERS = 60_000;

/** Rows of a table before the rest is only counted. */
const MOST_ROWS = 30;

/** A page as Markdown, for an issue or a chat: the verdict and what to do first, details folded, never longer than a comment may be. */
export function renderMarkdown(page: Page): string {
  const head = [
    `### ${lineText(page.verdict)}`,
    '',
    ...page.facts.map((fact) => `${escapeMarkdown(fact)}  `),
    '',
  ].join('\n');
  const parts = [head];
  let length = head.length;
  for (const section of page.sections) {
    const text = `${sectionText(section)}\n`;
    if (length + text.length > MOST_CHARACTERS) {
      parts.push(
        `_${escapeMarkdown(section.title)}: too long for a comment; -o html and -o json have it._\n`,
      );
      continue;
    }
    parts.push(text);
    length += text.length;
  }
  return parts.join('\n');
}

function sectionText(section: Section): string {
  const title = escapeMarkdown(section.title);
  switch (section.kind) {
    case 'claims':
      return [`**${title}**`, '', ...section.claims.map(claimText)].join('\n');
    case 'commands':
      return [`**${title}**`, '', ...section.commands.map(commandText)].join('\n');
    case 'map':
      return folded(`${title} (${plural(section.rows.length, 'row')})`, mapLines(section));
    case 'table':
      return folded(`${title} (${plural(section.rows.length, 'row')})`, tableLines(section));
    case 'timeline':
      return folded(title, laneLines(section));
  }
}

/** Lines that are shown on demand. */
function folded(title: string, lines: readonly string[]): string {
  return ['<details>', `<summary>${title}</summary>`, '', ...lines, '', '</details>'].join('\n');
}

function lineText({tone, text}: Line): string {
  return `${SIGNS[tone]} ${escapeMarkdown(text)}`;
}

function claimText({evidence, commands, ...line}: Claim): string {
  return [
    `- ${lineText(line)}`,
    ...evidence.map((text) => `  - ${escapeMarkdown(text)}`),
    ...commands.map(commandText),
  ].join('\n');
}

/** In a block of its own, with a fence that no text in it can end. */
function commandText({where, command}: PageCommand): string {
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return ['', `${escapeMarkdown(where)}:`, fence, escapeText(command), fence].join('\n');
}

function mapLines({rowHeader, columns, rows, caption}: HeatMap): readonly string[] {
  return [
    escapeMarkdown(caption),
    '',
    ...tableText(
      [rowHeader, ...columns.map(({label}) => label)],
      rows.map(({label, cells}) => [
        label,
        ...cells.map((cell) => (cell ? `${SIGNS[cell.tone]} ${cell.text}` : '')),
      ]),
    ),
  ];
}

function tableLines({headers, rows, caption}: PageTable): readonly string[] {
  return [
    escapeMarkdown(caption),
    '',
    ...tableText(
      ['', ...headers],
      rows.map(({tone, cells}) => [SIGNS[tone], ...cells]),
    ),
  ];
}

function tableText(headers: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const left = rows.length - MOST_ROWS;
  return [
    row(headers),
    `|${' --- |'.repeat(headers.length)}`,
    ...rows.slice(0, MOST_ROWS).map(row),
    ...(left > 0 ? ['', `_and ${left} more: -o html and -o json have them._`] : []),
  ];
}

function laneLines({lanes}: Timeline): readonly string[] {
  return lanes
    .slice(0, MOST_ROWS)
    .map(({label, marks}) => `- ${escapeMarkdown(label)}: ${marks.map(lineText).join('; ')}`);
}

/** Text from anywhere as text of Markdown: no markup, no link, no mention of somebody. */
function escapeMarkdown(text: string): string {
  return escapeText(text)
    .replace(/[&<>@]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_[\]|#~]/g, (sign) => `\\${sign}`)
    .replace(/(https?|ftp):\/\//gi, '$1:&#47;&#47;');
}
