import type {createColors} from 'picocolors';
import {
  type DiffReport,
  FINDING_KIND_INFO,
  FINDING_KINDS,
  type Finding,
  inRuleWords,
  isRuleMode,
} from '../../model/index.ts';

type Colors = ReturnType<typeof createColors>;

/** The kinds that were found, each with its count and what it means. */
export function meaningText({findings, nodes}: DiffReport, colors: Colors): string {
  const lines: string[] = [];
  const ruleNodes = new Set(nodes.filter(({proxyMode}) => isRuleMode(proxyMode)).map(({name}) => name));
  for (const kind of FINDING_KINDS) {
    const group = findings.filter((finding) => finding.kind === kind);
    const [first] = group;
    if (!first) continue;
    const codes = [...new Set(group.map(({code}) => code).filter((code) => code !== null))].join(' ');
    const name = group.every(({node}) => ruleNodes.has(node)) ? inRuleWords(kind) : kind;
    const head = `${String(group.length).padStart(5)}  ${name.padEnd(25)}  ${codes.padEnd(7)}`;
    const {meaning, harmless} = FINDING_KIND_INFO[kind];
    lines.push(`${colors.bold(head)}  ${group.some(isDrift) ? meaning : (harmless ?? meaning)}`);
  }
  return lines.length === 0 ? '' : `What it means:\n${lines.join('\n')}\n`;
}

function isDrift({severity}: Finding): boolean {
  return severity !== 'info';
}
