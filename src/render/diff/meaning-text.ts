import type {createColors} from 'picocolors';
import {
  type DiffReport,
  FINDING_KIND_INFO,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  inRuleWords,
  isRuleMode,
} from '../../model/index.ts';

type Colors = ReturnType<typeof createColors>;

/** The kinds that were found, each with its count and what it means. */
export function meaningText({findings, nodes}: DiffReport, colors: Colors): string {
  const ruleNodes = new Set(nodes.filter(({proxyMode}) => isRuleMode(proxyMode)).map(({name}) => name));
  const lines = FINDING_KINDS.flatMap((kind) => {
    const {meaning, harmless = meaning} = FINDING_KIND_INFO[kind];
    const group = findings.filter((finding) => finding.kind === kind);
    const drift = group.filter(isDrift);
    // What is no drift must not be counted as if it were.
    const rest = group.filter((finding) => !isDrift(finding));
    const parts = [
      {part: harmless === meaning ? group : drift, text: meaning},
      {part: harmless === meaning ? [] : rest, text: harmless},
    ];
    return parts.flatMap(({part, text}) => meaningLine(kind, part, {text, ruleNodes, colors}));
  });
  return lines.length === 0 ? '' : `What it means:\n${lines.join('\n')}\n`;
}

function meaningLine(
  kind: FindingKind,
  group: readonly Finding[],
  {
    text,
    ruleNodes,
    colors,
  }: {readonly text: string; readonly ruleNodes: ReadonlySet<string>; readonly colors: Colors},
): readonly string[] {
  if (group.length === 0) return [];
  const codes = [...new Set(group.map(({code}) => code).filter((code) => code !== null))].join(' ');
  const name = group.every(({node}) => ruleNodes.has(node)) ? inRuleWords(kind) : kind;
  const head = `${String(group.length).padStart(5)}  ${name.padEnd(25)}  ${codes.padEnd(7)}`;
  return [`${colors.bold(head)}  ${text}`];
}

function isDrift({severity}: Finding): boolean {
  return severity !== 'info';
}
