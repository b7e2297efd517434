import {
  ADDRESS_ROLE_NAMES,
  type Attributes,
  compareNaturally,
  describeVirtualServer,
  type ExpectedVirtualServer,
  type Finding,
  listEndpoints,
  type Note,
  type VirtualServer,
  type VirtualServerStanding,
  virtualServerKey,
} from '../model/index.ts';
import {compareAttributes, type TableFacts, tableFacts} from './compare-attributes.ts';
import {compareRealServers, realServerAttributes} from './compare-real-servers.ts';
import {type ComparisonInput, inScope, ownerName, type PartialResult, serviceOf} from './comparison.ts';
import {countServers, type ServerCounts} from './count-servers.ts';
import {judgeUnexpected} from './foreign-owner.ts';
import {isGuessedPort} from './guessed-node-ports.ts';
import {virtualServerStandings} from './judge-servers.ts';
import {newFinding} from './new-finding.ts';

/** Virtual and real servers of a node compared, and counted. */
export interface ServersResult extends PartialResult, ServerCounts {}

/** Compares the virtual servers that are expected with those in the kernel's table. */
export function compareVirtualServers(input: ComparisonInput): ServersResult {
  const findings: Finding[] = [];
  const notes: Note[] = [];
  const table = input.actual.virtualServers ?? new Map<string, VirtualServer>();
  const facts = tableFacts(table, input.expected.virtualServers);
  const standingOf = virtualServerStandings(input);
  for (const [key, expected] of input.expected.virtualServers) {
    if (!inScope(expected.owners, input.services)) continue;
    const actual = table.get(key);
    const standing = standingOf(key, expected);
    if (standing === 'collision') notes.push(collision(expected, input));
    else if (standing === 'missing') findings.push(missing(expected, input));
    else if (actual) findings.push(...compareServer(expected, actual, {input, facts, standing}));
  }
  if (input.services === undefined) findings.push(...unexpected(table, input));
  notes.sort((one, other) => (noteKey(one) < noteKey(other) ? -1 : 1));
  return {findings, notes, ...countServers(table, input)};
}

function noteKey({virtualServer}: Note): string {
  return virtualServer ? virtualServerKey(virtualServer) : '';
}

function compareServer(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  {
    input,
    facts,
    standing,
  }: {
    readonly input: ComparisonInput;
    readonly facts: TableFacts;
    readonly standing: VirtualServerStanding;
  },
): readonly Finding[] {
  const onlyCertain = standing === 'unknown';
  return [
    ...(onlyCertain ? [] : compareAttributes(expected, actual, {input, facts})),
    ...compareRealServers(expected, actual, {input, onlyCertain}),
  ];
}

function missing(expected: ExpectedVirtualServer, input: ComparisonInput): Finding {
  return newFinding('virtual-server-missing', {
    node: input.expected.node,
    service: serviceOf(expected.owners),
    virtualServer: expected.id,
    expected: expectedAttributes(expected),
    message: `the ${ADDRESS_ROLE_NAMES[expected.role]} of ${ownerName(expected)} is not served by this node: connections to it fail`,
    remedy: 'kube-proxy creates it in its next sync, if it completes one',
  });
}

function expectedAttributes(expected: ExpectedVirtualServer): Attributes {
  const {scheduler, persistenceTimeout, realServers} = expected;
  return {
    ...(scheduler === undefined ? {} : {scheduler}),
    ...(persistenceTimeout === undefined ? {} : {persistenceTimeout}),
    realServers: listEndpoints(realServers.keys()),
  };
}

function unexpected(table: ReadonlyMap<string, VirtualServer>, input: ComparisonInput): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [key, server] of table) {
    if (input.expected.virtualServers.has(key) || input.actual.disputed.has(key)) continue;
    if (isGuessedPort(server.id, input)) continue;
    const {message, ...verdict} = judgeUnexpected(server, input.expected, input.actual);
    findings.push(
      newFinding('virtual-server-unexpected', {
        ...verdict,
        node: input.expected.node,
        virtualServer: server.id,
        actual: actualAttributes(server),
        message: `${describeVirtualServer(server.id)} is served by this node: ${message}`,
      }),
    );
  }
  return findings;
}

function actualAttributes(server: VirtualServer): Attributes {
  return {
    scheduler: server.scheduler,
    ...(server.persistence?.timeoutSeconds === undefined
      ? {}
      : {persistenceTimeout: server.persistence.timeoutSeconds}),
    realServers: [...server.realServers]
      .sort(([one], [other]) => compareNaturally(one, other))
      .map(([, realServer]) => ({
        address: realServer.address,
        port: realServer.port,
        ...realServerAttributes(realServer),
      })),
  };
}

/** A note on a virtual server that several Services claim; that this is wrong is told by the check IPVS009. */
export function collision(expected: ExpectedVirtualServer, input: ComparisonInput): Note {
  const owners = expected.owners.map(({namespace, name}) => `${namespace}/${name}`);
  const names = [...new Set(owners)].sort().join(' and ');
  return {
    code: null,
    severity: 'info',
    node: input.expected.node,
    service: serviceOf(expected.owners),
    virtualServer: expected.id,
    message: `collision: ${names} claim the same address and port; kube-proxy alternates between them`,
    remedy: 'keep one Service for each address, port and protocol; the real servers here were not checked',
  };
}
