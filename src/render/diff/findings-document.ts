import type {CatalogueEntry} from '../../catalogue/index.ts';
import type {FindingKind} from '../../model/index.ts';

/** FINDINGS.md: the catalogue and the kinds of findings for readers of the repository. */
export function findingsDocument(
  entries: readonly CatalogueEntry[],
  kinds: readonly {readonly kind: FindingKind; readonly entries: readonly CatalogueEntry[]}[],
): string {
  return [
    '# Findings',
    '',
    'Generated from the catalogue by `npm run generate`; `kubectl ipvs explain` prints the same.',
    '',
    '## Kinds of findings',
    '',
    '| kind | entries to look at |',
    '|---|---|',
    ...kinds.map(({kind, entries: own}) => `| \`${kind}\` | ${own.map(link).join(', ')} |`),
    '',
    '## Entries',
    '',
    ...entries.flatMap(entrySection),
  ].join('\n');
}

function link({code}: CatalogueEntry): string {
  return `[${code}](#${code.toLowerCase()})`;
}

function entrySection(entry: CatalogueEntry): readonly string[] {
  return [
    `### ${entry.code}`,
    '',
    `**${entry.title}** · ${entry.severity} · affects: ${entry.affects}`,
    '',
    `- Symptom: ${entry.symptom}`,
    `- Evidence: ${entry.evidence}`,
    `- Cause: ${entry.cause}`,
    `- Remedy: ${entry.remedy}`,
    ...(entry.sources.length > 0 ? [`- Read more: ${entry.sources.map((url) => `<${url}>`).join(' ')}`] : []),
    '',
  ];
}
