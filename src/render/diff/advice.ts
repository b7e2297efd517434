import type {createColors} from 'picocolors';
import {
  type DiffReport,
  FINDING_KIND_INFO,
  FINDING_KINDS,
  type Finding,
  formatEndpoint,
  inRuleWords,
  ipvsadmOption,
  isRuleMode,
  type NodeReport,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {nameList} from '../text-lists.ts';

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

/** Nodes for which advice is spelled out; the others get the same by analogy. */
const MOST_NODES = 5;

/** What to do, node by node, worst first. */
export function adviceText(report: DiffReport): string {
  const blocks = report.nodes
    .map((node) => ({
      node,
      findings: report.findings.filter((finding) => isDrift(finding) && finding.node === node.name),
    }))
    .filter(({findings}) => findings.length > 0)
    .sort((one, other) => other.findings.length - one.findings.length);
  if (blocks.length === 0) return '';
  const lines = blocks.slice(0, MOST_NODES).flatMap(({node, findings}) => nodeAdvice(node, findings));
  const rest = blocks.slice(MOST_NODES).map(({node}) => escapeText(node.name));
  if (rest.length > 0) lines.push(`  likewise on ${nameList(rest)}`);
  return `What now:\n${lines.join('\n')}\n`;
}

function isDrift({severity}: Finding): boolean {
  return severity !== 'info';
}

function nodeAdvice(node: NodeReport, findings: readonly Finding[]): readonly string[] {
  // Rules are written by syncs alone, so no one mends them by hand.
  const byHand = isRuleMode(node.proxyMode)
    ? []
    : findings.filter(({kind}) => FINDING_KIND_INFO[kind].mendedBy === 'hand');
  const lines = [`  ${escapeText(node.name)}`];
  if (byHand.length < findings.length) lines.push(...syncAdvice(node));
  if (!isRuleMode(node.proxyMode)) lines.push(...reliefAdvice(findings));
  const repairs = [...new Set(byHand.map(({remedy}) => escapeText(remedy)))];
  lines.push(...repairs.slice(0, MOST_NODES).map((remedy) => `    ${remedy}`));
  if (repairs.length > MOST_NODES)
    lines.push(`    … and ${repairs.length - MOST_NODES} more repairs: -o json has them`);
  return lines;
}

/** Stale real servers that the commands to remove them are spelled out for. */
const MOST_COMMANDS = 3;

/** What ends the harm of stale real servers before its cause is found. */
function reliefAdvice(findings: readonly Finding[]): readonly string[] {
  const commands = findings.flatMap(({kind, virtualServer, realServer}) =>
    kind === 'real-server-stale' && virtualServer && realServer
      ? [
          `ipvsadm -d ${ipvsadmOption(virtualServer)} -r ${formatEndpoint(realServer.address, realServer.port)}`,
        ]
      : [],
  );
  if (commands.length === 0) return [];
  if (commands.length > MOST_COMMANDS) {
    return [
      `    ${commands.length} stale real servers: the command that removes each is in -o json (remedy)`,
    ];
  }
  return commands.map((command) => `    relief at once, on the node          ${escapeText(command)}`);
}

function syncAdvice({name, kubeProxyPod}: NodeReport): readonly string[] {
  if (kubeProxyPod === '')
    return [
      `    read kube-proxy's log on ${escapeText(name)}; restart kube-proxy if it does not follow the API`,
    ];
  const [namespace, pod] = kubeProxyPod.split('/').map(escapeText);
  return [
    `    is kube-proxy following the API?     kubectl -n ${namespace} logs ${pod}`,
    `    if differences stay, restart it      kubectl -n ${namespace} delete pod ${pod}`,
  ];
}
