import type {UpgradedNode} from '../check/index.ts';
import {compareExpected} from '../compare/index.ts';
import {type ExpectedStates, isKnownGate, ruleChanges, startObstacles} from '../expected/index.ts';
import type {ClusterState, KubeVersion} from '../model/index.ts';
import {factsOn, type InspectedNode} from './inspect-node.ts';

/** What an upgrade is thought through with. */
export interface UpgradeContext {
  readonly cluster: ClusterState;
  readonly expectedStates: ExpectedStates;
  readonly target: KubeVersion;
}

/** What another version of kube-proxy would program on a captured node, beside what its own version must have programmed. */
export function upgradeNode(
  {proxy, actual, expected, notCompared}: InspectedNode,
  {cluster, expectedStates, target}: UpgradeContext,
): UpgradedNode {
  const {node: name, version, facts, configuration} = proxy;
  const mode = facts.mode ?? configuration.mode;
  const nothing = {
    name,
    version,
    mode,
    changes: [],
    rules: [],
    gates: Object.keys(configuration.featureGates).filter((gate) => !isKnownGate(gate)),
    // The next start reads the ConfigMap, where that is the file.
    obstacles: startObstacles(target, cluster.configuration ?? configuration),
  };
  if (notCompared?.why === 'other-mode') return {...nothing, state: 'other-mode', reason: notCompared.reason};
  if (notCompared || !actual || !expected)
    return {...nothing, state: 'unknown', reason: notCompared?.reason ?? ''};
  if (!version)
    return {...nothing, state: 'unknown', reason: 'the version of kube-proxy that runs there is unknown'};
  const after = expectedStates(factsOn({...proxy, version: target}, actual, cluster));
  const changes = compareExpected(expected, after);
  return {
    ...nothing,
    mode: 'ipvs',
    state: changes.length > 0 ? 'changes' : 'same',
    reason: '',
    changes,
    rules: ruleChanges({from: version, to: target}, configuration.featureGates),
  };
}
