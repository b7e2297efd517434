import type {NodeSigns} from '../../../src/causes/index.ts';
import {type CheckResult, type JsonObject, readNode} from '../../../src/model/index.ts';
import {aFinding} from './a-finding.ts';
import {aNode} from './node.ts';
import {syncFacts, syncTimes} from './observation.ts';
import {aProxyPod, CAPTURED_AT} from './proxy-facts.ts';

/** A node with one stale real server of default/svc, whose kube-proxy answers and synced 10 s ago. */
export function nodeSigns(overrides: Partial<NodeSigns> = {}): NodeSigns {
  const {node = 'node-a'} = overrides;
  return {
    node,
    compared: true,
    findings: [aFinding({node})],
    failures: [],
    accepted: [],
    pod: aProxyPod(),
    proxy: 'running',
    sync: syncFacts(syncTimes({last: {IPv4: 10}, queued: {IPv4: 60}})),
    object: readNode(aNode({name: node})),
    capturedAt: CAPTURED_AT,
    logEnds: undefined,
    ...overrides,
  };
}

/** The Node object with this Ready condition. */
export function nodeWithReady(condition: JsonObject): NodeSigns['object'] {
  return readNode(aNode({status: {conditions: [{type: 'Ready', ...condition}]}}));
}

/** A failed check of the node, by default IPVS067 as the cause `ipset-missing`. */
export function aFailure(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    code: 'IPVS067',
    title: 'The ipset program is missing',
    result: 'fail',
    severity: 'error',
    node: 'node-a',
    service: null,
    evidence: ['E1120 11:59:50.000000 1 server.go:136] "Error running ProxyServer"'],
    message: 'kube-proxy cannot use ipset',
    remedy: 'install ipset',
    gap: null,
    drift: false,
    ownRemedy: false,
    cause: 'ipset-missing',
    commands: [],
    explainedBy: null,
    accepted: null,
    ...overrides,
  };
}
