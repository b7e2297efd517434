import type {createColors} from 'picocolors';
import {
  type Attributes,
  type DiffReport,
  describeVirtualServer,
  type Finding,
  type FindingKind,
  formatEndpoint,
  inRuleWords,
  isRuleMode,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList} from '../text-lists.ts';
import type {FoldedFinding} from './fold-findings.ts';
import {subjectText} from './group-findings.ts';

type Colors = ReturnType<typeof createColors>;

/** How a difference is told below its Service: in a word, and what it means for those who use it. */
interface KindWords {
  readonly word: string;
  readonly text: string | ((finding: Finding) => string);
}

const WORDS: Readonly<Record<FindingKind, KindWords>> = {
  'virtual-server-missing': {word: 'missing', text: 'no virtual server: connections to it fail'},
  'virtual-server-unexpected': {word: 'left over', text: 'a virtual server that no Service has'},
  'scheduler-mismatch': {word: 'scheduler', text: insteadOf('scheduler')},
  'persistence-mismatch': {word: 'persistence', text: insteadOf('persistenceTimeout', ' s', 'none')},
  'real-server-missing': {word: 'missing', text: 'gets no connections'},
  'real-server-stale': {word: 'stale', text: 'still gets connections'},
  'real-server-weight': {word: 'weight', text: insteadOf('weight')},
  'real-server-draining': {word: 'draining', text: 'kube-proxy is ending it: normal'},
  'forwarding-mismatch': {word: 'forwarding', text: insteadOf('forwarding')},
  'address-unbound': {word: 'not bound', text: 'the node does not take packets for it'},
  'address-unexpected': {word: 'left over', text: 'the node swallows packets for it'},
  'ipset-member-missing': {word: 'not in set', text: 'packets are masqueraded or refused wrongly'},
  'ipset-member-unexpected': {word: 'in set', text: 'rules apply to what no Service has'},
  'iptables-chain-missing': {word: 'no chain', text: 'rules for Services are skipped'},
  'masquerade-mismatch': {word: 'masquerade', text: ({message}) => message},
  'source-ranges-mismatch': {word: 'sources', text: ({message}) => message},
  'refusal-mismatch': {word: 'refusal', text: ({message}) => message},
};

/** The value that is there and the one that should be; the message where another attribute is what differs. */
function insteadOf(attribute: string, unit = '', none = '?') {
  return ({expected, actual, message}: Finding) => {
    const [wanted, present] = [expected, actual].map((one) => valueText(one, attribute, {unit, none}));
    return wanted === present ? message : `${present} instead of ${wanted}`;
  };
}

function valueText(
  attributes: Attributes | null,
  name: string,
  {unit, none}: {readonly unit: string; readonly none: string},
): string {
  const value = attributes?.[name];
  if (value === undefined || value === null || (value === 0 && unit !== '')) return none;
  return `${String(value)}${unit}`;
}

/** Differences of one virtual server, or of a Service or a node beside it, on the same nodes. */
interface Block {
  readonly title: string;
  readonly nodes: readonly string[];
  readonly lines: readonly BlockLine[];
}

interface BlockLine {
  readonly finding: Finding;
  /** Empty where the finding is about the virtual server as a whole. */
  readonly realServer: string;
  /** What it is about, where that is no virtual server. */
  readonly subject: string;
  readonly rules: boolean;
}

/**
 * Differences below the Service and the virtual server that they are about, in the order in which they come; undefined
 * where that takes more than `most` lines.
 */
export function serviceBlocks(
  folded: readonly FoldedFinding[],
  {nodes}: Pick<DiffReport, 'nodes'>,
  {colors, most}: {readonly colors: Colors; readonly most: number},
): string | undefined {
  const ruleNodes = new Set(nodes.filter(({proxyMode}) => isRuleMode(proxyMode)).map(({name}) => name));
  const blocks = blocksOf(folded, ruleNodes);
  const count = blocks.reduce((sum, {lines}) => sum + 1 + lines.length, 0);
  if (count > most) return undefined;
  const widest = Math.max(0, ...blocks.flatMap(({lines}) => lines.map(({realServer}) => realServer.length)));
  return blocks
    .flatMap(({title, nodes: where, lines}) => [
      sentence('', `${colors.bold(escapeText(title))}  ${escapeText(nameList(where))}`),
      ...lines.map((line) => lineText(line, {colors, widest})),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** The longest of the words above. */
const WORD_WIDTH = 11;

function lineText(
  {finding, realServer, subject, rules}: BlockLine,
  {colors, widest}: {readonly colors: Colors; readonly widest: number},
): string {
  const {text, ...kind} = WORDS[finding.kind];
  const word = rules ? inRuleWords(kind.word) : kind.word;
  const meaning = typeof text === 'string' ? text : text(finding);
  const paint = {error: colors.red, warning: colors.yellow, info: colors.dim}[finding.severity];
  const code = finding.code === null ? '' : ` (${finding.code})`;
  const about = realServer === '' ? '' : `${escapeText(realServer.padEnd(widest))}  `;
  return sentence(
    `  ${paint(word.padEnd(WORD_WIDTH))}  ${about}`,
    escapeText(`${subject === '' ? '' : `${subject}: `}${rules ? inRuleWords(meaning) : meaning}${code}`),
  );
}

function blocksOf(folded: readonly FoldedFinding[], ruleNodes: ReadonlySet<string>): readonly Block[] {
  const blocks = new Map<string, {title: string; nodes: readonly string[]; lines: BlockLine[]}>();
  for (const {finding, nodes} of folded) {
    const title = titleOf(finding);
    const key = JSON.stringify([title, nodes]);
    const block = blocks.get(key) ?? {title, nodes, lines: []};
    block.lines.push({
      finding,
      realServer: finding.realServer
        ? formatEndpoint(finding.realServer.address, finding.realServer.port)
        : '',
      subject: finding.virtualServer ? '' : subjectText(finding),
      rules: nodes.every((node) => ruleNodes.has(node)),
    });
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

function titleOf({service, virtualServer}: Finding): string {
  const port = service?.port ? `:${service.port}` : '';
  const name = service ? `${service.namespace}/${service.name}${port}` : 'no Service';
  return virtualServer ? `${name}  ${describeVirtualServer(virtualServer)}` : name;
}
