import type {NodeFacts, NodeSummary, Surroundings} from '../../../src/check/index.ts';
import {ALL_CHECKS, checkCluster, checkNode, type NodeEvidence, type Rule} from '../../../src/check/index.ts';
import {
  type CheckResult,
  type JsonObject,
  type KernelInfo,
  type KubeProxyConfiguration,
  type KubeProxyPod,
  type KubeVersion,
  parseKubeVersion,
  readEndpointSlice,
  readNode,
  readService,
} from '../../../src/model/index.ts';

/** A node of which these facts are known, and no others. */
export function nodeEvidence(facts: Partial<NodeFacts>, name = 'node-a'): NodeEvidence {
  return {
    node: name,
    unread: undefined,
    notIpvs: undefined,
    read: (fact) => {
      const value = facts[fact];
      return value === undefined ? {known: false, why: `${fact} was not captured`} : {known: true, value};
    },
  };
}

/** Objects of the API, as the API server returns them. */
export interface CheckedObjects {
  readonly services?: readonly JsonObject[];
  readonly slices?: readonly JsonObject[];
  readonly nodes?: readonly JsonObject[];
  readonly serverVersion?: string;
  readonly now?: Date;
  /** What the ConfigMap holds. */
  readonly configuration?: KubeProxyConfiguration;
  readonly proxyPods?: readonly KubeProxyPod[];
  readonly problems?: readonly string[];
  readonly live?: boolean;
}

/** What rules may look at besides a node. */
export function surroundings(objects: CheckedObjects = {}): Surroundings {
  return {
    cluster: {
      services: (objects.services ?? []).map(readService),
      endpointSlices: (objects.slices ?? []).map(readEndpointSlice),
      nodes: (objects.nodes ?? []).map(readNode),
      kubeProxyPods: objects.proxyPods ?? [],
      configuration: objects.configuration,
      problems: objects.problems ?? [],
    },
    serverVersion: parseKubeVersion(objects.serverVersion ?? 'v1.36.2'),
    now: objects.now ?? new Date('2026-11-20T12:00:00Z'),
    live: objects.live ?? true,
  };
}

/** What the program's rules for a code say about a node of which these facts are known. */
export function checkOnNode(
  code: string,
  facts: Partial<NodeFacts>,
  objects: CheckedObjects = {},
): readonly CheckResult[] {
  return checkNode({rules: rulesFor(code)}, nodeEvidence(facts), surroundings(objects));
}

/** What the program's rules for a code say about these API objects and nodes. */
export function checkInCluster(
  code: string,
  objects: CheckedObjects,
  nodes: readonly NodeSummary[] = [],
): readonly CheckResult[] {
  return checkCluster({rules: rulesFor(code), knowledgeOnly: []}, nodes, surroundings(objects));
}

function rulesFor(code: string): readonly Rule[] {
  const rules = ALL_CHECKS.rules.filter((rule) => rule.code === code);
  if (rules.length === 0) throw new Error(`no rule checks ${code}`);
  return rules;
}

/** Results in short: `fail error: net.ipv4.vs.conntrack = 0`, `undecidable: sysctls was not captured`. */
export function inShort(results: readonly CheckResult[]): readonly string[] {
  return results.map(({result, severity, evidence, message, service}) => {
    if (result !== 'fail') return message === '' ? result : `${result}: ${message}`;
    const about = service ? ` ${service.namespace}/${service.name}` : '';
    return `fail ${severity}${about}: ${evidence.join('; ')}`;
  });
}

/** A version, which has to be one. */
export function version(text: string): KubeVersion {
  const parsed = parseKubeVersion(text);
  if (!parsed) throw new Error(`${text} is not a version`);
  return parsed;
}

/** A kernel of this release. */
export function kernel(release: string): KernelInfo {
  const [major, minor] = release.split('.').map(Number);
  if (major === undefined || minor === undefined) throw new Error(`${release} is no release`);
  return {hostName: 'node-a', kernelRelease: release, kernelVersion: {major, minor}, machine: 'x86_64'};
}
