import {bugReference, bugsOf, type KnownBug} from '../../catalogue/index.ts';
import {
  type ClusterState,
  type Conclusion,
  concludeFrom,
  formatKubeVersion,
  type KubeVersion,
  type Note,
  newNote,
  type ReportSource,
  type TableChange,
  UPGRADE_PARTS,
  type UpgradeBug,
  type UpgradeChange,
  type UpgradeNode,
  type UpgradeReport,
} from '../../model/index.ts';
import {endOfIpvs} from '../migration/end-of-ipvs.ts';
import {isConcerned} from '../rules/sync/known-bugs.ts';

/** What another version would change on one node. */
export interface UpgradedNode extends Pick<UpgradeNode, 'name' | 'state' | 'reason'> {
  readonly version: KubeVersion | undefined;
  readonly mode: string;
  readonly changes: readonly TableChange[];
  /** The rules on which the versions differ, as a person calls them. */
  readonly rules: readonly string[];
  /** Names of the feature gates that the configuration sets and whose history is not known here. */
  readonly gates: readonly string[];
  /** Why the other version does not start with the configuration; none: nothing known. */
  readonly obstacles: readonly string[];
}

/** What an upgrade report is made from. */
export interface UpgradeInput extends Pick<UpgradeReport, 'generatedAt' | 'notes'> {
  readonly source: ReportSource;
  readonly target: KubeVersion;
  readonly cluster: ClusterState;
  readonly nodes: readonly UpgradedNode[];
}

/** What another version of kube-proxy would change on a cluster: entries in the kernels, and known bugs. */
export function makeUpgradeReport(input: UpgradeInput): UpgradeReport {
  const {nodes, target} = input;
  return {
    generatedAt: input.generatedAt,
    source: input.source,
    target: formatKubeVersion(target),
    nodes: nodes.map(nodeOf),
    changes: foldChanges(nodes),
    rules: [...new Set(nodes.flatMap(({rules}) => rules))],
    bugs: foldBugs(input),
    notes: [...obstacleNotes(input), ...versionNotes(input), ...gateNotes(input), ...input.notes],
  };
}

/** Whether the upgrade changes something that users could feel. */
export function upgradeConclusion({nodes, bugs, notes}: UpgradeReport): Conclusion {
  return concludeFrom({
    drift: nodes.some(({state}) => state === 'changes'),
    errors:
      notes.some(({severity}) => severity === 'error') ||
      bugs.some(({effect, concerned}) => effect === 'gained' && concerned),
    gaps: nodes.length === 0 || nodes.some(({state}) => state === 'unknown'),
  });
}

function nodeOf({name, version, state, reason, changes}: UpgradedNode): UpgradeNode {
  const kubeProxyVersion = version ? formatKubeVersion(version) : '';
  return {name, kubeProxyVersion, state, reason, changes: changes.length};
}

function foldChanges(nodes: readonly UpgradedNode[]): readonly UpgradeChange[] {
  const folded = new Map<string, {readonly change: TableChange; readonly names: string[]}>();
  for (const {name, changes} of nodes) {
    for (const change of changes) {
      const key = JSON.stringify(change);
      const group = folded.get(key);
      if (group) group.names.push(name);
      else folded.set(key, {change, names: [name]});
    }
  }
  return [...folded.values()].map(({change, names}) => ({...change, nodes: names})).sort(compareChanges);
}

function compareChanges(one: UpgradeChange, other: UpgradeChange): number {
  const parts = UPGRADE_PARTS.indexOf(one.part) - UPGRADE_PARTS.indexOf(other.part);
  return parts || (one.subject < other.subject ? -1 : 1);
}

const EFFECTS: readonly UpgradeBug['effect'][] = ['gained', 'kept', 'fixed'];

function foldBugs({nodes, target, cluster}: UpgradeInput): readonly UpgradeBug[] {
  const folded = new Map<
    string,
    {readonly bug: KnownBug; readonly effect: UpgradeBug['effect']; readonly names: string[]}
  >();
  for (const {name, version, mode} of nodes) {
    if (!version) continue;
    const before = bugsOf(version, mode);
    const after = bugsOf(target, mode);
    for (const bug of new Set([...before, ...after])) {
      const effect = effectOf(before.includes(bug), after.includes(bug));
      const group = folded.get(`${bug.number} ${effect}`);
      if (group) group.names.push(name);
      else folded.set(`${bug.number} ${effect}`, {bug, effect, names: [name]});
    }
  }
  return [...folded.values()]
    .map(({bug, effect, names}) => ({
      number: bug.number,
      title: bug.title,
      code: bug.code,
      effect,
      concerned: isConcerned(bug.concerns, cluster.services),
      reference: bugReference(bug),
      meanwhile: bug.meanwhile,
      nodes: names,
    }))
    .sort(compareBugs);
}

function effectOf(before: boolean, after: boolean): UpgradeBug['effect'] {
  if (before && after) return 'kept';
  return after ? 'gained' : 'fixed';
}

function compareBugs(one: UpgradeBug, other: UpgradeBug): number {
  const effects = EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect);
  return effects || Number(other.concerned) - Number(one.concerned) || one.number - other.number;
}

function versionNotes({target}: UpgradeInput): readonly Note[] {
  return [newNote('info', {message: endOfIpvs(target).summary, remedy: ''})];
}

function obstacleNotes({nodes, target}: UpgradeInput): readonly Note[] {
  const obstacles = [...new Set(nodes.flatMap((node) => node.obstacles))].sort();
  if (obstacles.length === 0) return [];
  return [
    newNote('error', {
      message: `kube-proxy ${formatKubeVersion(target)} does not start with the configuration: ${obstacles.join('; ')}`,
      remedy: "fix kube-proxy's configuration before the upgrade",
    }),
  ];
}

/** kube-proxy does not start with a gate that it does not know, or that is locked otherwise (`k8s.io/component-base/featuregate`). */
function gateNotes({nodes, target}: UpgradeInput): readonly Note[] {
  const gates = [...new Set(nodes.flatMap((node) => node.gates))].sort();
  if (gates.length === 0) return [];
  return [
    newNote('warning', {
      message:
        `the configuration sets feature gates (${gates.join(', ')}): kube-proxy does not start with one that ` +
        `${formatKubeVersion(target)} no longer has, or does not allow to be set to this value`,
      remedy: 'check each of them in the list of Kubernetes feature gates, and remove those that are gone',
    }),
  ];
}
