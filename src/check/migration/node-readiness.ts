import {
  type CheckedNode,
  formatKubeVersion,
  type MigrationNode,
  type MigrationResult,
  type MigrationSection,
  type Node,
  type Readiness,
} from '../../model/index.ts';
import type {NodeSummary} from '../rule.ts';

/** What is known of one node besides its results. */
export interface ReadinessInput {
  readonly checked: CheckedNode;
  readonly summary: NodeSummary | undefined;
  /** From the API. */
  readonly node: Node | undefined;
  /** Those of this node. */
  readonly results: readonly MigrationResult[];
}

/** Sections that can keep a node; what is not known of the others may only change something. */
const DECIDING: readonly MigrationSection[] = ['requirements', 'foreign-ipvs'];

/** Whether a node could leave IPVS mode for nftables mode, and what keeps it from that. */
export function nodeReadiness({checked, summary, node, results}: ReadinessInput): MigrationNode {
  const head = {
    name: checked.name,
    kernel: summary?.kernel?.kernelRelease ?? node?.kernelVersion ?? '',
    kubeProxyVersion:
      checked.kubeProxyVersion || (summary?.version ? formatKubeVersion(summary.version) : ''),
    proxyMode: checked.proxyMode,
  };
  if (checked.notIpvs !== '') return {...head, readiness: 'not-ipvs', reason: checked.notIpvs};
  if (checked.error !== '') return unreadNode(head, checked.error);
  const blocking = results.filter((result) => blocks(result));
  if (blocking.length > 0)
    return {...head, readiness: 'blocked', reason: distinct(blocking.map(({message}) => message))};
  const unread = results.filter((result) => result.gap === 'unread' && DECIDING.includes(result.section));
  if (unread.length > 0)
    return {...head, readiness: 'unknown', reason: distinct(unread.map(({message}) => message))};
  const attention = results.some(
    ({result, severity, gap}) => (result === 'fail' && severity === 'warning') || gap === 'unread',
  );
  return {...head, readiness: attention ? 'attention' : 'ready', reason: ''};
}

/** The kernel of a node that could not be read is known from the API, and may decide by itself. */
function unreadNode(head: Omit<MigrationNode, 'readiness' | 'reason'>, error: string): MigrationNode {
  if (!isTooOld(head.kernel)) return {...head, readiness: 'unknown', reason: error};
  return {
    ...head,
    readiness: 'blocked',
    reason: `kernel ${head.kernel} is older than 5.13; besides, ${error}`,
  };
}

/** That IPVS mode ends keeps nobody from leaving it. */
function blocks({result, severity, section}: MigrationResult): boolean {
  return result === 'fail' && severity === 'error' && section !== 'end-of-ipvs';
}

function isTooOld(kernel: string): boolean {
  const match = /^(\d+)\.(\d+)/.exec(kernel);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < 5 || (major === 5 && minor < 13);
}

function distinct(messages: readonly string[]): string {
  return [...new Set(messages)].join('; ');
}

/** The readiness of all nodes together: the worst one, where what is blocked counts before what is not known. */
export function overallReadiness(
  nodes: readonly MigrationNode[],
  cluster: readonly MigrationResult[],
): Readiness {
  const has = (readiness: Readiness) => nodes.some((node) => node.readiness === readiness);
  if (has('blocked') || cluster.some(blocks)) return 'blocked';
  if (nodes.length === 0 || has('unknown')) return 'unknown';
  if (nodes.every((node) => node.readiness === 'not-ipvs')) return 'not-ipvs';
  const attention = cluster.some(
    ({result, severity, section}) => result === 'fail' && severity === 'warning' && section !== 'end-of-ipvs',
  );
  return has('attention') || attention ? 'attention' : 'ready';
}
