import type {Finding} from '../../../src/model/index.ts';

/** A finding: by default a stale real server of default/svc, seen twice. */
export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    kind: 'real-server-stale',
    code: 'IPVS001',
    severity: 'error',
    node: 'node-a',
    service: {namespace: 'default', name: 'svc', port: 'http'},
    virtualServer: {kind: 'address', protocol: 'TCP', address: '10.96.14.7', port: 80},
    realServer: {address: '10.244.9.9', port: 8080},
    expected: null,
    actual: {weight: 1},
    load: {taking: 3, dead: 1},
    message: '10.244.9.9:8080 still receives new connections',
    remedy: 'restart kube-proxy',
    commands: [],
    cause: null,
    confirmed: true,
    ...overrides,
  };
}
