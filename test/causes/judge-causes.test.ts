import {describe, expect, test} from '@jest/globals';
import {apiChanges, assessNodes, type NodeSigns, podNodes} from '../../src/causes/index.ts';
import {type Cause, type ClusterState, readEndpointSlice, readService} from '../../src/model/index.ts';
import {aFinding} from '../support/builders/a-finding.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aFailure, nodeSigns, nodeWithReady} from '../support/builders/node-signs.ts';
import {syncFacts, syncTimes} from '../support/builders/observation.ts';
import {aProxyPod} from '../support/builders/proxy-facts.ts';
import {aService} from '../support/builders/service.ts';

/** default/svc, whose slice was last written at this time of the day of the capture, which is at 12:00:00. */
function changedAt(time: string): ClusterState {
  const slice = aSlice('5@a');
  const metadata = {
    ...(slice.metadata as object),
    annotations: {'endpoints.kubernetes.io/last-change-trigger-time': `2026-11-20T${time}Z`},
  };
  return {
    services: [readService(aService())],
    endpointSlices: [readEndpointSlice({...slice, metadata})],
    nodes: [],
    kubeProxyPods: [],
    configuration: undefined,
    problems: [],
  };
}

function causesOf(nodes: readonly NodeSigns[], cluster = changedAt('11:57:00')): readonly Cause[] {
  const facts = {changes: apiChanges(cluster), podNodeOf: podNodes(cluster), nodesRead: nodes.length};
  return assessNodes(nodes, facts).assessment.causes;
}

function kinds(causes: readonly Cause[]): readonly string[] {
  return causes.map(({kind, findings}) => `${kind} ${findings}`);
}

const SILENT = {proxy: 'silent', sync: undefined} as const;
const ENDED = {proxy: 'not-running', sync: undefined} as const;

describe('a kube-proxy that is hung', () => {
  const [cause] = causesOf([nodeSigns({proxy: 'hung', sync: undefined})]);

  test('explains the differences, with what proves it and the age of the tables', () => {
    expect(cause).toMatchObject({kind: 'hung', findings: 1, nodes: ['node-a']});
    expect(cause?.evidence.join('\n')).toMatch(/there was no response/);
    expect(cause?.text).toMatch(
      /^node-a: kube-proxy is hung: .*; tables as of 11:57:00, 3m old; 1 change missed$/,
    );
  });

  test('is restarted; its entries are not mended one by one', () => {
    expect(cause?.commands.map(({command}) => command)).toEqual([
      'kubectl -n kube-system delete pod kube-proxy-x',
    ]);
    expect(cause?.relief).toEqual([]);
  });

  test('a change before its log ends was followed: it tells nothing about the age', () => {
    const logEnds = new Date('2026-11-20T11:58:00Z');
    expect(causesOf([nodeSigns({proxy: 'hung', sync: undefined, logEnds})])[0]?.age).toBeNull();
  });
});

describe('a node whose kubelet does not report', () => {
  const object = nodeWithReady({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    lastTransitionTime: '2026-11-20T11:56:40Z',
    lastHeartbeatTime: '2026-11-20T11:56:00Z',
  });

  test.each([
    ['kube-proxy does not answer', {...SILENT, object}],
    ['kube-proxy hangs', {proxy: 'hung', sync: undefined, object}],
    ['its Pod is said not to run', {...ENDED, object, pod: aProxyPod({waiting: 'ContainerCreating'})}],
  ] as const)('is cut off, and its Pod is left alone: %s', (_, overrides) => {
    const [cause, ...others] = causesOf([nodeSigns(overrides)]);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({
      kind: 'node-cut-off',
      age: {asOf: '2026-11-20T11:57:00.000Z', seconds: 180},
    });
    expect(cause?.evidence.join()).toContain('NodeStatusUnknown');
    expect(cause?.commands.map(({command}) => command).join('\n')).not.toMatch(/delete|restart/);
  });

  test('all nodes at once are one cause', () => {
    const nodes = ['node-a', 'node-b'].map((node) => nodeSigns({...SILENT, node, object}));
    expect(kinds(causesOf(nodes))).toEqual(['node-cut-off 2']);
  });

  test('a kubelet that says that it is not ready still reports', () => {
    const notReady = nodeWithReady({
      status: 'False',
      reason: 'KubeletNotReady',
      lastTransitionTime: '2026-11-20T11:56:40Z',
    });
    expect(kinds(causesOf([nodeSigns({object: notReady})]))).toEqual(['not-proved 1']);
  });
});

describe('a Pod of kube-proxy that does not run', () => {
  test('a crash loop names what the last run ended with, and is not restarted', () => {
    const [cause] = causesOf([
      nodeSigns({...ENDED, pod: aProxyPod({waiting: 'CrashLoopBackOff'}), failures: [aFailure()]}),
    ]);
    expect(cause).toMatchObject({kind: 'crash-loop', code: 'IPVS067', remedy: 'install ipset'});
    expect(cause?.message).toContain('kube-proxy cannot use ipset');
    expect(cause?.evidence[0]).toContain('CrashLoopBackOff, 5 restarts');
    expect(cause?.evidence[1]).toContain('Error running ProxyServer');
    expect(cause?.commands.map(({command}) => command)).toEqual([
      'kubectl -n kube-system logs kube-proxy-x --tail=50 --previous',
    ]);
  });

  test('an image that cannot be pulled is no crash loop', () => {
    const [cause] = causesOf([nodeSigns({...ENDED, pod: aProxyPod({waiting: 'ImagePullBackOff'})})]);
    expect(cause?.kind).toBe('not-running');
    expect(cause?.commands[0]?.command).toBe('kubectl -n kube-system describe pod kube-proxy-x');
  });

  test('an answer counts before the state of the Pod', () => {
    const pod = aProxyPod({waiting: 'CrashLoopBackOff'});
    expect(kinds(causesOf([nodeSigns({pod})]))).toEqual(['not-proved 1']);
  });

  test('no Pod where the others have one', () => {
    const absent = nodeSigns({proxy: 'absent', sync: undefined, pod: undefined});
    expect(kinds(causesOf([absent]))).toEqual(['proxy-absent 1']);
    expect(kinds(causesOf([nodeSigns({pod: undefined})]))).toEqual(['not-proved 1']);
  });
});

describe('a kube-proxy that answers', () => {
  test('has not finished its first sync', () => {
    const sync = syncFacts(syncTimes({queued: {IPv4: 60}}));
    expect(kinds(causesOf([nodeSigns({sync})]))).toEqual(['first-sync 1']);
  });

  test('is asked for a sync that has not ended: it is behind, by the age of its last sync', () => {
    const sync = syncFacts(syncTimes({last: {IPv4: 300}, queued: {IPv4: 5}}));
    const [cause] = causesOf([nodeSigns({sync})]);
    expect(cause).toMatchObject({kind: 'behind', age: {seconds: 180}});
  });

  test('what the rules found comes before: it is not allowed to read', () => {
    const failures = [aFailure({code: 'IPVS077', cause: 'without-rights', message: 'it may not read'})];
    expect(kinds(causesOf([nodeSigns({failures})]))).toEqual(['without-rights 1']);
  });

  test('what is over, as info, proves nothing', () => {
    const failures = [aFailure({severity: 'info'})];
    expect(kinds(causesOf([nodeSigns({failures})]))).toEqual(['not-proved 1']);
  });

  test('an address of the API server that cannot be reached is tried from the node', () => {
    const evidence = ['err="Get \\"https://10.99.0.1:6444/api/v1/nodes?x\\": connection refused"'];
    const [cause] = causesOf([
      nodeSigns({failures: [aFailure({code: 'IPVS092', cause: 'api-unreachable', evidence})]}),
    ]);
    expect(cause?.commands[0]).toMatchObject({
      run: 'node',
      node: 'node-a',
      command: 'curl -skm 5 https://10.99.0.1:6444/livez',
    });
  });
});

describe('entries that kube-proxy cannot have made', () => {
  const heavy = aFinding({
    kind: 'real-server-weight',
    code: 'IPVS007',
    severity: 'warning',
    actual: {weight: 5},
  });

  test('prove that a table was edited; what has not changed since the last good sync goes with them', () => {
    const [cause, ...others] = causesOf([nodeSigns({findings: [heavy, aFinding()]})]);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({kind: 'edited', findings: 2});
    expect(cause?.evidence[0]).toContain('has weight 5');
  });

  test('a Service that changed after the last sync may be different for another reason', () => {
    const findings = [{...heavy, service: {namespace: 'default', name: 'other', port: ''}}, aFinding()];
    expect(kinds(causesOf([nodeSigns({findings})], changedAt('11:59:55')))).toEqual([
      'not-proved 1',
      'edited 1',
    ]);
  });

  test("another program's virtual server is left to it", () => {
    const foreign = aFinding({
      kind: 'virtual-server-unexpected',
      code: 'IPVS082',
      severity: 'warning',
      service: null,
      virtualServer: {kind: 'address', protocol: 'TCP', address: '192.0.2.200', port: 6443},
      realServer: null,
      message: 'it forwards by Route',
    });
    const [cause] = causesOf([nodeSigns({findings: [foreign]})]);
    expect(cause).toMatchObject({kind: 'other-owner', evidence: ['it forwards by Route']});
    expect(cause?.remedy).toContain('192.0.2.200/32');
    expect(cause?.commands.map(({command}) => command).join('\n')).not.toMatch(/ipvsadm|delete/);
  });
});

describe('without a proved cause', () => {
  test('the differences say what they have in common', () => {
    const v6 = (address: string) =>
      aFinding({
        kind: 'real-server-missing',
        severity: 'warning',
        virtualServer: {kind: 'address', protocol: 'TCP', address: 'fd00:96::1', port: 80},
        realServer: {address, port: 80},
      });
    const nodes = [
      nodeSigns({findings: [v6('fd00::1'), v6('fd00::2')]}),
      nodeSigns({node: 'node-b', findings: []}),
    ];
    const [cause] = causesOf(nodes);
    expect(cause?.message).toBe(
      'no cause is proved; 2 differences, all on node-a, and none on the other node, of default/svc, IPv6 and of the kind real-server-missing',
    );
    expect(cause?.evidence).toEqual([]);
  });

  test('a node in order has none', () => {
    expect(causesOf([nodeSigns({findings: []})])).toEqual([]);
  });
});
