import type {createColors} from 'picocolors';
import {
  compareNaturally,
  type DiffReport,
  FINDING_KIND_INFO,
  FINDING_KINDS,
  type Finding,
  inRuleWords,
  isRuleMode,
  SEVERITIES,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** What a kind of difference comes to. */
interface Meaning {
  readonly name: string;
  readonly group: readonly Finding[];
  readonly text: string;
}

/** The kinds that were found, each with its count and what it means, worst first, under a title. */
export function meaningText(
  title: string,
  {findings, nodes}: Pick<DiffReport, 'findings' | 'nodes'>,
  colors: Colors,
): string {
  const ruleNodes = new Set(nodes.filter(({proxyMode}) => isRuleMode(proxyMode)).map(({name}) => name));
  const meanings = FINDING_KINDS.flatMap((kind): readonly Meaning[] => {
    const {meaning, harmless = meaning} = FINDING_KIND_INFO[kind];
    const group = findings.filter((finding) => finding.kind === kind);
    const name = group.every(({node}) => ruleNodes.has(node)) ? inRuleWords(kind) : kind;
    if (harmless === meaning) return [{name, group, text: meaning}];
    // What is no drift must not be counted as if it were.
    return [
      {name, group: group.filter(isDrift), text: meaning},
      {name, group: group.filter((finding) => !isDrift(finding)), text: harmless},
    ];
  }).filter(({group}) => group.length > 0);
  if (meanings.length === 0) return '';
  const widest = Math.max(...meanings.map(({name}) => name.length));
  const places = new Set(meanings.map(({group}) => nodesText(group)));
  const lines = [...meanings]
    .sort((one, other) => rankOf(one) - rankOf(other))
    .map(({name, group, text}) => {
      const codes = [...new Set(group.map(({code}) => code).filter((code) => code !== null))].join(', ');
      const head = colors.bold(`${String(group.length).padStart(5)}  ${name.padEnd(widest)}`);
      // Where all kinds are on the same nodes these stand above.
      const where = places.size > 1 ? `, on ${nodesText(group)}` : '';
      return sentence(`${head}  `, escapeText(`${text}${codes === '' ? '' : ` (${codes})`}${where}`));
    });
  return `${title}\n${lines.join('\n')}\n`;
}

function nodesText(group: readonly Finding[]): string {
  return nameList([...new Set(group.map(({node}) => node))].sort(compareNaturally));
}

/** The worst severity of a kind. */
function rankOf({group}: Meaning): number {
  return Math.min(...group.map(({severity}) => SEVERITIES.indexOf(severity)));
}

function isDrift({severity}: Finding): boolean {
  return severity !== 'info';
}
