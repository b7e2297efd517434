import type {createColors} from 'picocolors';
import {
  type DiffReport,
  FINDING_KIND_INFO,
  FINDING_KINDS,
  type Finding,
  inRuleWords,
  isRuleMode,
  SEVERITIES,
} from '../../model/index.ts';
import {sentence} from '../layout.ts';

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
  const lines = [...meanings]
    .sort((one, other) => rankOf(one) - rankOf(other))
    .map(({name, group, text}) => {
      const codes = [...new Set(group.map(({code}) => code).filter((code) => code !== null))].join(', ');
      const head = colors.bold(`${String(group.length).padStart(5)}  ${name.padEnd(widest)}`);
      return sentence(`${head}  `, `${text}${codes === '' ? '' : ` (${codes})`}`);
    });
  return `${title}\n${lines.join('\n')}\n`;
}

/** The worst severity of a kind. */
function rankOf({group}: Meaning): number {
  return Math.min(...group.map(({severity}) => SEVERITIES.indexOf(severity)));
}

function isDrift({severity}: Finding): boolean {
  return severity !== 'info';
}
