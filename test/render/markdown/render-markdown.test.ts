import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {marked} from 'marked';
import {renderMarkdown} from '../../../src/render/markdown/render-markdown.ts';
import type {Page, Section} from '../../../src/render/page/page.ts';
import {checkProperty} from '../../support/property.ts';

function aPage(text: string, ...sections: readonly Section[]): Page {
  return {
    title: text,
    verdict: {tone: 'bad', text},
    facts: [text],
    sections: [
      {
        kind: 'claims',
        title: text,
        claims: [
          {tone: 'bad', text, evidence: [text], commands: [{where: 'here', command: `kubectl get ${text}`}]},
        ],
      },
      {
        kind: 'map',
        title: text,
        caption: text,
        rowHeader: text,
        columns: [{label: text, title: text}],
        rows: [{label: text, tone: 'bad', cells: [{tone: 'bad', text, title: text}]}],
      },
      {kind: 'table', title: text, caption: text, headers: [text], rows: [{tone: 'bad', cells: [text]}]},
      ...sections,
    ],
  };
}

/** Names with all that means something in Markdown or HTML. */
const NAME = fc
  .array(
    fc.constantFrom(
      'a',
      'B7',
      '*',
      '_',
      '`',
      '```',
      '|',
      '[x](y)',
      '![',
      '<img src=x>',
      '<b>',
      '</details>',
      '&lt;',
      '@team',
      '#1',
      '~~',
      '\\',
      'https://x.example',
      'www',
      '-',
      '1.',
      '\n',
      '\r',
      '> ',
    ),
    {minLength: 1, maxLength: 8},
  )
  .map((parts) => `x${parts.join('')}x`);

const TAGS = /<(?!\/?(?:h3|p|br|strong|ul|li|details|summary|table|thead|tbody|tr|th|td|pre|code|em)\b)/;

describe('Markdown of a page', () => {
  test('names stay text: no tag, link, image or mention comes of them', () => {
    checkProperty(
      fc.property(NAME, (name) => {
        const text = renderMarkdown(aPage(name));
        const html = marked.parse(text, {async: false, gfm: true});
        expect(html).not.toMatch(TAGS);
        expect(html).not.toMatch(/<(?:a|img|b)\b/);
        expect(html.match(/<details>/g)).toHaveLength(2);
        expect(html.match(/<\/details>/g)).toHaveLength(2);
        // A mention is one only where the sign itself stands in the text.
        expect(text.replace(/^[^\S\n]*(`{3,})\n[\s\S]*?\n[^\S\n]*\1$/gm, '')).not.toContain('@');
      }),
    );
  });

  test('a report of any size fits into a comment, and says what it left out', () => {
    const rows = Array.from({length: 5000}, (_, index) => ({
      tone: 'bad' as const,
      cells: [`shop/service-${index}`, 'x'.repeat(3000)],
    }));
    const text = renderMarkdown(
      aPage('a', {kind: 'table', title: 'All differences', caption: '', headers: ['Service', 'Text'], rows}),
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('All differences: too long for a comment');
    const short = renderMarkdown(
      aPage('a', {
        kind: 'table',
        title: 'All differences',
        caption: '',
        headers: ['Service'],
        rows: rows.map(({tone, cells: [name = '']}) => ({tone, cells: [name]})),
      }),
    );
    expect(short).toContain('and 4970 more');
  });
});
