import {
  type Claim,
  type HeatMap,
  type Line,
  type MapRow,
  type Page,
  type PageCommand,
  type PageTable,
  type Section,
  SIGNS,
  TONES,
  type Tone,
} from '../page/page.ts';
import {escapeHtml} from './escape-html.ts';
import {SCRIPT} from './script.ts';
import {STYLE} from './style.ts';
import {timelineMarkup} from './timeline.ts';

/** No request to anywhere, whatever a hostile name may try: the page holds all that it needs. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A page as one self-contained HTML file: it works from an attachment, light and dark, on paper and without scripts. */
export function renderPage(page: Page): string {
  const {verdict} = page;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(page.title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${escapeHtml(page.title)}</h1>`,
    `<div class="verdict ${verdict.tone}" role="status">${sign(verdict.tone)} ${escapeHtml(verdict.text)}</div>`,
    `<ul class="facts">${page.facts.map((fact) => `<li>${escapeHtml(fact)}</li>`).join('')}</ul>`,
    '</header>',
    '<main>',
    ...page.sections.map(sectionMarkup),
    '</main>',
    '<footer>Made by kubectl ipvs. This file holds the names and addresses of a cluster.</footer>',
    `<script>${SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function sign(tone: Tone): string {
  return `<span class="sign ${tone}">${SIGNS[tone]}</span>`;
}

function sectionMarkup(section: Section): string {
  const title = `<h2>${escapeHtml(section.title)}</h2>`;
  switch (section.kind) {
    case 'claims':
      return `<section>${title}${section.claims.map(claimMarkup).join('\n')}</section>`;
    case 'commands':
      return `<section>${title}${section.commands.map(commandMarkup).join('\n')}</section>`;
    case 'map':
      return `<section class="filtered">${title}${captionMarkup(section.caption)}${filterMarkup(section.rowHeader)}${mapMarkup(section)}</section>`;
    case 'table':
      return `<section class="filtered details">${title}${captionMarkup(section.caption)}${filterMarkup('rows')}${tableMarkup(section)}</section>`;
    case 'timeline':
      return `<section>${title}${captionMarkup(section.caption)}${timelineMarkup(section)}</section>`;
  }
}

function captionMarkup(caption: string): string {
  return caption === '' ? '' : `<p class="caption">${escapeHtml(caption)}</p>`;
}

function claimMarkup({evidence, commands, ...line}: Claim): string {
  const head = lineMarkup(line);
  const more = commands.map(commandMarkup).join('');
  if (evidence.length === 0) return `<div class="claim">${head}${more}</div>`;
  const list = evidence.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  return `<div class="claim"><details><summary>${head}</summary><ul class="mono">${list}</ul></details>${more}</div>`;
}

function lineMarkup({tone, text}: Line): string {
  return `${sign(tone)}${escapeHtml(text)}`;
}

function commandMarkup({where, command}: PageCommand): string {
  return (
    `<div class="command"><span class="where">${escapeHtml(where)}</span>` +
    `<pre>${escapeHtml(command)}</pre><button type="button" data-copy>Copy</button></div>`
  );
}

function filterMarkup(what: string): string {
  const label = escapeHtml(`Filter ${what.toLowerCase()}`);
  return `<div class="tools"><input type="search" aria-label="${label}" placeholder="${label} ( / )"><output></output></div>`;
}

function mapMarkup({rowHeader, columns, rows}: HeatMap): string {
  const heads = columns.map(
    ({label, title}) => `<th scope="col" tabindex="0" title="${escapeHtml(title)}">${escapeHtml(label)}</th>`,
  );
  return [
    '<div class="scroll"><table class="map"><thead><tr>',
    `<th scope="col" tabindex="0">${escapeHtml(rowHeader)}</th>${heads.join('')}</tr></thead><tbody>`,
    ...rows.map(mapRowMarkup),
    '</tbody></table></div>',
  ].join('\n');
}

/** Cells with nothing wrong in them stand together as one, so that a map of thousands of rows stays small. */
function mapRowMarkup({label, tone, cells}: MapRow): string {
  const parts: string[] = [];
  let empty = 0;
  const flush = () => {
    if (empty > 0)
      parts.push(
        `<td class="none" data-rank="${TONES.length}"${empty > 1 ? ` colspan="${empty}"` : ''}>·</td>`,
      );
    empty = 0;
  };
  for (const cell of cells) {
    if (cell === undefined) {
      empty++;
      continue;
    }
    flush();
    parts.push(
      `<td class="${cell.tone}" data-rank="${TONES.indexOf(cell.tone)}" title="${escapeHtml(cell.title)}">${SIGNS[cell.tone]} ${escapeHtml(cell.text)}</td>`,
    );
  }
  flush();
  const name = escapeHtml(label);
  return `<tr><th scope="row" data-filter="${name}" data-rank="${TONES.indexOf(tone)} ${name}">${sign(tone)} ${name}</th>${parts.join('')}</tr>`;
}

function tableMarkup({headers, rows}: PageTable): string {
  const heads = headers.map((text) => `<th scope="col" tabindex="0">${escapeHtml(text)}</th>`);
  return [
    `<div class="scroll"><table><thead><tr><th scope="col" tabindex="0" aria-label="severity"></th>${heads.join('')}</tr></thead><tbody>`,
    ...rows.map(
      ({tone, cells}) =>
        `<tr><td data-rank="${TONES.indexOf(tone)}">${sign(tone)}</td>${cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`,
    ),
    '</tbody></table></div>',
  ].join('\n');
}
