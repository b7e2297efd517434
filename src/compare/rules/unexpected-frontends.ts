import {
  type AddressServerId,
  addressServerKey,
  DUMMY_INTERFACE,
  describeVirtualServer,
  type Finding,
  type FrontendRoute,
  type IpFamily,
  isIPv6LinkLocal,
  isLoopback,
  listEndpoints,
  type VirtualServer,
} from '../../model/index.ts';
import type {ComparisonInput} from '../comparison.ts';
import {newFinding} from '../new-finding.ts';
import {ruleRemedy, rulesName} from './compared-frontend.ts';
import type {RuleView} from './frontend-differences.ts';
import {frontendEntry, splitNodePort} from './frontend-entry.ts';

/** Frontends that no Service explains. */
export interface UnexpectedFrontends {
  readonly findings: readonly Finding[];
  readonly table: ReadonlyMap<string, VirtualServer>;
  readonly undecided: string | undefined;
}

/**
 * The frontends that rules serve, but no Service has: addresses that the rules name, and node ports, on addresses that
 * serve them and on those that should not.
 */
export function unexpectedFrontends(
  input: ComparisonInput,
  views: ReadonlyMap<IpFamily, RuleView>,
): UnexpectedFrontends {
  const findings: Finding[] = [];
  const table = new Map<string, VirtualServer>();
  let undecided: string | undefined;
  for (const [family, view] of views) {
    for (const id of [...view.rules.frontends.values(), ...nodePortsOf(family, view, input)]) {
      const key = addressServerKey(id.protocol, id.address, id.port);
      if (input.expected.virtualServers.has(key)) continue;
      const routes = view.clients([]).map(({client}) => view.rules.route(id, client, view.isOwn(id.address)));
      undecided ??= routes.find((route) => route.undecided !== undefined)?.undecided;
      if (!isServed(routes)) continue;
      const endpoints = new Set(routes.flatMap((route) => [...route.endpoints.keys()]));
      table.set(key, frontendEntry(id, endpoints, 0));
      findings.push(unexpected(id, endpoints, input));
    }
  }
  return {findings, table, undecided};
}

/** A frontend without endpoints that refuses connections is one that was left, too. */
function isServed(routes: readonly FrontendRoute[]): boolean {
  return routes.some(({verdict, undecided}) => undecided === undefined && verdict !== 'none');
}

/** Node ports that no Service has, on one address; and all on addresses that should serve none. */
function nodePortsOf(
  family: IpFamily,
  {rules}: RuleView,
  {expected, actual}: ComparisonInput,
): readonly AddressServerId[] {
  const addresses = (actual.addresses ?? []).filter(
    (entry) =>
      entry.family === family &&
      entry.interface !== DUMMY_INTERFACE &&
      !isLoopback(entry.address) &&
      !isIPv6LinkLocal(entry.address),
  );
  const served = expected.nodePortAddresses;
  const ids: AddressServerId[] = [];
  for (const key of rules.nodePorts) {
    const {protocol, port} = splitNodePort(key);
    const known = expected.nodePorts.has(key);
    for (const {address} of addresses) {
      const wrongPlace = known && expected.configurationCertain && served?.has(address) === false;
      if (wrongPlace || !known) ids.push({kind: 'address', protocol, address, port});
    }
  }
  return ids;
}

function unexpected(id: AddressServerId, endpoints: ReadonlySet<string>, input: ComparisonInput): Finding {
  const known = input.expected.nodePorts.has(`${id.protocol} ${id.port}`);
  const why =
    known && input.actual.addresses?.some(({address}) => address === id.address)
      ? 'this address should not serve node ports'
      : 'no Service has this address and port: its Service was deleted, or the entry was created by hand';
  return newFinding('virtual-server-unexpected', {
    code: 'IPVS096',
    node: input.expected.node,
    virtualServer: id,
    actual: {realServers: listEndpoints(endpoints)},
    message: `${describeVirtualServer(id)} is served by ${rulesName(input.expected.mode)}: ${why}`,
    remedy: ruleRemedy(input),
  });
}
