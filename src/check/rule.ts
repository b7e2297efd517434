import type {CatalogueEntry} from '../catalogue/index.ts';
import type {ClusterState, KubeVersion} from '../model/index.ts';
import type {FactName, NodeFacts} from './node-evidence.ts';
import type {Verdict} from './verdict.ts';

/** What every rule may look at besides its node. */
export interface Surroundings {
  readonly cluster: ClusterState;
  /** Of the API server; undefined if it is not known. */
  readonly serverVersion: KubeVersion | undefined;
  /** Now, or when the snapshot was taken. */
  readonly now: Date;
  /** Whether differences were looked at twice. */
  readonly live: boolean;
}

/**
 * Facts of one node that are kept when its texts are dropped, for rules that look at all nodes. Of the addresses those of
 * kube-ipvs0 are left out: thousands, and the same on every node.
 */
export type NodeSummary = {readonly name: string} & Partial<
  Pick<
    NodeFacts,
    | 'mode'
    | 'version'
    | 'kernel'
    | 'configuration'
    | 'runningConfiguration'
    | 'addresses'
    | 'node'
    | 'clockOffset'
  >
>;

/** Tells from one node's facts whether a failure of the catalogue is there. */
export interface NodeRule {
  readonly scope: 'node';
  readonly code: CatalogueEntry['code'];
  /** Facts without which nothing can be decided: if one is not known, the result is undecidable. */
  readonly needs: readonly FactName[];
  /** Facts that help; undefined where they are not known. */
  readonly wants: readonly FactName[];
  /** Whether it is checked too where kube-proxy does not run in IPVS mode. */
  readonly inEveryMode: boolean;
  /** Whether it is checked only where kube-proxy serves Services by rules, in nftables or iptables mode. */
  readonly onlyByRules: boolean;
  readonly check: (facts: Partial<NodeFacts>, around: Surroundings & {readonly name: string}) => Verdicts;
}

/** Tells from API objects and from what is kept of all nodes whether a failure of the catalogue is there. */
export interface ClusterRule {
  readonly scope: 'cluster';
  readonly code: CatalogueEntry['code'];
  /** Whether it does not apply where every node that was read runs another mode. */
  readonly onlyInIpvsMode?: boolean;
  readonly check: (around: Surroundings, nodes: readonly NodeSummary[]) => Verdicts;
}

/** A check of one catalogue entry. */
export type Rule = NodeRule | ClusterRule;

/** One verdict, or one for each thing found; none is a pass. */
export type Verdicts = Verdict | readonly Verdict[];

/** A catalogue entry that no capture can decide, and why, as the end of "not decidable: …". */
export interface KnowledgeOnly {
  readonly code: CatalogueEntry['code'];
  readonly reason: string;
}

/** All about the entries of one group of the catalogue. */
export interface GroupChecks {
  readonly rules: readonly Rule[];
  readonly knowledgeOnly: readonly KnowledgeOnly[];
}

type Given<Needed extends FactName, Wanted extends FactName> = Pick<NodeFacts, Needed> & {
  readonly [Name in Wanted]: NodeFacts[Name] | undefined;
};

interface NodeRuleParts<Needed extends FactName, Wanted extends FactName> {
  readonly code: CatalogueEntry['code'];
  readonly needs: readonly Needed[];
  readonly wants?: readonly Wanted[];
  readonly inEveryMode?: boolean;
  readonly onlyByRules?: boolean;
  readonly check: (facts: Given<Needed, Wanted>, around: Surroundings & {readonly name: string}) => Verdicts;
}

/** A rule about one node, whose check receives exactly the facts that it names. */
export function nodeRule<Needed extends FactName, Wanted extends FactName = never>(
  parts: NodeRuleParts<Needed, Wanted>,
): NodeRule {
  return {
    scope: 'node',
    code: parts.code,
    needs: parts.needs,
    wants: parts.wants ?? [],
    inEveryMode: parts.inEveryMode ?? false,
    onlyByRules: parts.onlyByRules ?? false,
    // The facts that are needed are known when the rule is asked: see apply-node-rule.ts.
    check: (facts, around) => parts.check(facts as Given<Needed, Wanted>, around),
  };
}

/** A rule about the cluster as a whole, or about several nodes. */
export function clusterRule(parts: Omit<ClusterRule, 'scope'>): ClusterRule {
  return {scope: 'cluster', ...parts};
}
