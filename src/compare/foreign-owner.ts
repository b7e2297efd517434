import {
  type ActualState,
  cidrContains,
  DUMMY_INTERFACE,
  type ExpectedState,
  type RealServer,
  type ServicePortRef,
  type Severity,
  type VirtualServer,
} from '../model/index.ts';

/** What a virtual server that no Service explains probably is. */
export interface Verdict {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** The virtual server that kube-proxy makes for a moment at start to test the scheduler (`pkg/proxy/ipvs/supported.go`). */
const PROBE = {address: '198.51.100.0', port: 20000};

/** The port of API servers, which kube-vip and keepalived balance. */
const API_SERVER_PORT = 6443;

/**
 * Who made a virtual server that no Service explains. kube-proxy deletes such entries at each sync unless they are
 * excluded or use firewall marks (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyService`), so signs of another owner matter.
 */
export function judgeUnexpected(
  server: VirtualServer,
  expected: ExpectedState,
  actual: ActualState,
): Verdict {
  const {id} = server;
  if (id.kind === 'firewall-mark') return FIREWALL_MARK;
  if (expected.excluded.some((cidr) => cidrContains(cidr, id.address))) return EXCLUDED;
  if (id.address === PROBE.address && id.port === PROBE.port) return LEFT_PROBE;
  const sign = foreignSign(server, expected, actual);
  const verdict = sign === undefined ? leftover(server, expected) : foreign(sign);
  return expected.exclusionsKnown ? verdict : perhapsExcluded(verdict);
}

function perhapsExcluded(verdict: Verdict): Verdict {
  return {
    ...verdict,
    severity: 'info',
    message: `${verdict.message}. No configuration of kube-proxy was found: ipvs.excludeCIDRs may cover its address`,
  };
}

const FIREWALL_MARK: Verdict = {
  code: 'IPVS083',
  severity: 'info',
  message:
    'kube-proxy never uses firewall marks: another program created this, and kube-proxy cannot remove it',
  remedy:
    'find the program that owns it (keepalived, ldirectord, a script) and leave the entry to it; kube-proxy logs a ' +
    'failed deletion in each sync',
};

const EXCLUDED: Verdict = {
  code: 'IPVS082',
  severity: 'info',
  message: 'its address is in ipvs.excludeCIDRs: kube-proxy leaves it to another program',
  remedy: 'none',
};

const LEFT_PROBE: Verdict = {
  code: 'IPVS073',
  severity: 'info',
  message: "this is kube-proxy's own scheduler test, left behind by an interrupted startup",
  remedy: 'none: it serves nobody, and kube-proxy removes it in its next sync',
};

function foreign(sign: string): Verdict {
  return {
    code: 'IPVS082',
    severity: 'warning',
    message: `it belongs to no Service, and it does not look like kube-proxy's: ${sign}`,
    remedy:
      'find the program that creates it (keepalived, kube-vip, kube-router, a script). kube-proxy deletes such ' +
      'entries in each sync: add its address to ipvs.excludeCIDRs if it must stay',
  };
}

function leftover(server: VirtualServer, expected: ExpectedState): Verdict {
  const address = server.id.kind === 'address' ? server.id.address : '';
  const [owner] = expected.addresses?.get(address)?.owners ?? [];
  const explanation = owner
    ? `the Service ${owner.namespace}/${owner.name} has this address, but not this port and protocol`
    : 'no Service has this address and port: its Service was deleted, or the entry was created by hand';
  return {
    code: 'IPVS004',
    severity: 'warning',
    message: explanation,
    remedy: 'kube-proxy removes it in its next sync, if it completes one',
  };
}

function foreignSign(
  server: VirtualServer,
  expected: ExpectedState,
  actual: ActualState,
): string | undefined {
  const realServers = [...server.realServers.values()];
  return (
    attributeSign(server, expected) ??
    realServerSign(realServers) ??
    apiServerSign(server, expected, actual) ??
    addressSign(server, expected, actual)
  );
}

function attributeSign(server: VirtualServer, expected: ExpectedState): string | undefined {
  const configured = schedulerOf(expected);
  if (configured !== undefined && server.scheduler !== configured) {
    return `its scheduler is ${server.scheduler}, kube-proxy uses ${configured}`;
  }
  if (server.onePacket) return 'it uses one-packet scheduling';
  if (server.persistence?.engine !== undefined)
    return `it uses the persistence engine ${server.persistence.engine}`;
  const full = server.id.kind === 'address' && server.id.address.includes(':') ? 128 : 32;
  if (server.persistence && server.persistence.prefix !== full)
    return 'its persistence applies to whole networks';
  return undefined;
}

function schedulerOf(expected: ExpectedState): string | undefined {
  for (const server of expected.virtualServers.values()) return server.scheduler;
  return undefined;
}

function realServerSign(realServers: readonly RealServer[]): string | undefined {
  const other = realServers.find(({forwarding}) => forwarding !== undefined && forwarding !== 'Masq');
  if (other) return `it forwards by ${other.forwarding}, kube-proxy by Masq`;
  const weighted = realServers.find(({weight}) => weight > 1);
  return weighted && `a real server has weight ${weighted.weight}, kube-proxy gives 1`;
}

/** A load balancer of the control plane, at whatever port: its address is on no interface of kube-proxy's. */
function apiServerSign(
  {id, realServers}: VirtualServer,
  expected: ExpectedState,
  actual: ActualState,
): string | undefined {
  if (id.kind !== 'address' || realServers.size === 0 || !actual.addresses) return undefined;
  const bound = actual.addresses.some(
    (entry) => entry.address === id.address && entry.interface === DUMMY_INTERFACE,
  );
  if (bound || expected.nodePorts.has(`${id.protocol} ${id.port}`)) return undefined;
  const servers = new Set(
    [...expected.virtualServers.values()]
      .filter(({owners}) => owners.some(isApiServer))
      .flatMap(({endpoints}) => [...endpoints.keys()]),
  );
  return [...realServers.keys()].every((key) => servers.has(key))
    ? `its real servers are the API servers, and its address is not on ${DUMMY_INTERFACE} (kube-vip, keepalived)`
    : undefined;
}

function isApiServer({namespace, name}: ServicePortRef): boolean {
  return namespace === 'default' && name === 'kubernetes';
}

function addressSign({id}: VirtualServer, expected: ExpectedState, actual: ActualState): string | undefined {
  if (id.kind !== 'address') return undefined;
  const places = actual.addresses?.filter((entry) => entry.address === id.address);
  if (!places || places.some((entry) => entry.interface === DUMMY_INTERFACE)) return undefined;
  if (expected.nodePorts.has(`${id.protocol} ${id.port}`)) return undefined;
  const where = places[0] ? `is on ${places[0].interface}` : `is not on ${DUMMY_INTERFACE}`;
  if (id.port === API_SERVER_PORT)
    return `its address ${where} and its port is the API server's (kube-vip, keepalived)`;
  return places[0] ? `its address ${where}, not on ${DUMMY_INTERFACE}` : undefined;
}
