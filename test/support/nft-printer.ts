import {type JsonObject, splitEndpoint} from '../../src/model/index.ts';
import {
  listsOf,
  nodePortsOf,
  type RuleClients,
  type RuleFrontend,
  type RulePlan,
  stepsOf,
} from './rule-frontends.ts';

/** How rules lead to endpoints: by a chain for each (always with affinity), or, as from 1.33 on, by a map in one rule. */
export type NftForm = 'chains' | 'map';

const MARK = {meta: {key: 'mark'}};
const BIT = 0x4000;
const TO_MARK = {jump: {target: 'mark-for-masquerade'}};

type Json = unknown;

/** Rules as `nft -j list table ip kube-proxy` prints them. */
export function printNft(plan: RulePlan, form: NftForm): string {
  const family = plan.family === 'IPv4' ? 'ip' : 'ip6';
  const at = {family, table: 'kube-proxy'};
  const type = [plan.family === 'IPv4' ? 'ipv4_addr' : 'ipv6_addr', 'inet_proto', 'inet_service'];
  const saddr = {payload: {protocol: family, field: 'saddr'}};
  const daddr = {payload: {protocol: family, field: 'daddr'}};
  const protocol = {meta: {key: 'l4proto'}};
  const dport = {payload: {protocol: 'th', field: 'dport'}};
  const match = (op: string, left: Json, right: Json) => ({match: {op, left, right}});
  const chain = (name: string, base: JsonObject = {}) => ({chain: {...at, name, handle: 3, ...base}});
  const rule = (name: string, ...expr: Json[]) => ({rule: {...at, chain: name, handle: 4, expr}});
  const map = (name: string, types: Json, elem: readonly Json[]) => ({
    map: {...at, name, type: types, handle: 2, map: 'verdict', ...(elem.length > 0 ? {elem} : {})},
  });
  const base = (name: string, hook: string, prio: number, kind = 'nat') =>
    chain(name, {type: kind, hook, prio, policy: 'accept'});

  const prefixes = (networks: readonly {address: string; prefix: number}[]) => ({
    set: networks.map(({address, prefix}) => ({prefix: {addr: address, len: prefix}})),
  });
  const clients = (kind: RuleClients): readonly Json[] => {
    const local = {fib: {result: 'type', flags: ['saddr']}};
    if (kind === 'node') return [match('==', local, 'local')];
    if (kind === 'others') return [];
    return [match(kind === 'pods' ? '==' : '!=', saddr, prefixes(plan.pods?.networks ?? []))];
  };

  const byAddress = ({address, protocol: name, port}: RuleFrontend) => ({concat: [address, name, port]});
  const byPort = ({protocol: name, port}: RuleFrontend) => ({concat: [name, port]});
  const endpointRules = (
    chainName: string,
    one: RuleFrontend,
    key: string,
    endpointChain: string,
  ): readonly Json[] => {
    const {address, port} = splitEndpoint(key);
    const list = `affinity-${endpointChain}`;
    const sticky = one.affinity > 0;
    const flags = ['timeout', 'dynamic'];
    return [
      chain(endpointChain),
      ...(sticky
        ? [{set: {...at, name: list, type: type[0], handle: 2, size: 65535, flags, timeout: one.affinity}}]
        : []),
      ...(sticky ? [rule(chainName, match('==', saddr, `@${list}`), {goto: {target: endpointChain}})] : []),
      rule(endpointChain, match('==', saddr, address), TO_MARK),
      ...(sticky ? [rule(endpointChain, {set: {op: 'update', elem: saddr, set: `@${list}`}})] : []),
      rule(endpointChain, match('==', protocol, one.protocol), {dnat: {addr: address, port}}),
    ];
  };
  /** A chain that shares connections out to some endpoints. */
  const balance = (name: string, one: RuleFrontend, endpoints: readonly string[]): readonly Json[] => {
    if (endpoints.length === 0) return [chain(name)];
    const numgen = {numgen: {mode: 'random', mod: endpoints.length, offset: 0}};
    if (form === 'map' && one.affinity === 0) {
      const set = endpoints
        .map(splitEndpoint)
        .map(({address, port}, index) => [index, {concat: [address, port]}]);
      const addr = {map: {key: numgen, data: {set}}};
      return [chain(name), rule(name, match('==', protocol, one.protocol), {dnat: {family, addr}})];
    }
    const chains = endpoints.map((_, index) => `endpoint-${name}-${index}`);
    const set = chains.map((target, index) => [index, {goto: {target}}]);
    return [
      chain(name),
      ...endpoints.flatMap((key, index) => endpointRules(name, one, key, chains[index] ?? '')),
      rule(name, {vmap: {key: numgen, data: {set}}}),
    ];
  };
  const frontend = (one: RuleFrontend): readonly Json[] => {
    const [own, firewall] = [`service-${one.name}`, `firewall-${one.name}`];
    return [
      chain(own),
      ...listsOf(one, plan.pods).flatMap((list) => balance(`${own}-${list}`, one, one[list])),
      ...stepsOf(one, plan.pods).map(({clients: kind, to}) =>
        rule(own, ...clients(kind), to === 'mark' ? TO_MARK : {goto: {target: `${own}-${to}`}}),
      ),
      ...(one.allowed
        ? [chain(firewall), rule(firewall, match('!=', saddr, prefixes(one.allowed)), {drop: null})]
        : []),
    ];
  };

  const {frontends} = plan;
  const [ports, addresses] = [
    frontends.filter(({isNodePort}) => isNodePort),
    frontends.filter((one) => !one.isNodePort),
  ];
  const firstPorts = nodePortsOf(plan);
  const go = (one: RuleFrontend) => ({goto: {target: `service-${one.name}`}});
  const refuse = ({empty}: RuleFrontend) =>
    empty === 'drop' ? {drop: null} : {goto: {target: 'reject-chain'}};
  const nobody = ({outsiders}: RuleFrontend) => outsiders.length === 0;
  const key = {concat: [daddr, protocol, dport]};
  const portKey = {concat: [protocol, dport]};
  const isNodeAddress = match('==', daddr, '@nodeport-ips');
  const own = [...new Set(ports.map(({address}) => address))];
  const hairpins = new Set(
    frontends.flatMap((one) =>
      [...one.insiders, ...one.outsiders].map((endpoint) => `${one.protocol} ${endpoint}`),
    ),
  );
  const hairpinElements = [...hairpins].map((text) => {
    const [name = '', endpoint = ''] = text.split(' ');
    const {address, port} = splitEndpoint(endpoint);
    return {concat: [address, address, name, port]};
  });
  const objects: readonly Json[] = [
    {metainfo: {version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1}},
    {table: {family, name: 'kube-proxy', handle: 1}},
    {set: {...at, name: 'nodeport-ips', type: type[0], handle: 2, ...(own.length > 0 ? {elem: own} : {})}},
    {
      set: {
        ...at,
        name: 'hairpin-connections',
        type: [type[0], ...type],
        handle: 2,
        ...(hairpinElements.length > 0 ? {elem: hairpinElements} : {}),
      },
    },
    map(
      'service-ips',
      type,
      addresses.map((one) => [byAddress(one), go(one)]),
    ),
    map(
      'service-nodeports',
      type.slice(1),
      firstPorts.map((one) => [byPort(one), go(one)]),
    ),
    map(
      'no-endpoint-services',
      type,
      addresses.filter(nobody).map((one) => [byAddress(one), refuse(one)]),
    ),
    map(
      'no-endpoint-nodeports',
      type.slice(1),
      firstPorts.filter(nobody).map((one) => [byPort(one), refuse(one)]),
    ),
    map(
      'firewall-ips',
      type,
      addresses
        .filter(({allowed}) => allowed)
        .map((one) => [byAddress(one), {goto: {target: `firewall-${one.name}`}}]),
    ),
    base('nat-prerouting', 'prerouting', -100),
    base('nat-output', 'output', -100),
    base('nat-postrouting', 'postrouting', 100),
    base('filter-prerouting-pre-dnat', 'prerouting', -110, 'filter'),
    base('filter-output-pre-dnat', 'output', -110, 'filter'),
    ...['input', 'forward', 'output'].map((hook) => base(`filter-${hook}`, hook, 0, 'filter')),
    ...[
      'services',
      'masquerading',
      'mark-for-masquerade',
      'firewall-check',
      'endpoints-check',
      'reject-chain',
    ].map((name) => chain(name)),
    ...['prerouting', 'output'].flatMap((hook) => [
      rule(`nat-${hook}`, {jump: {target: 'services'}}),
      rule(`filter-${hook}-pre-dnat`, match('in', {ct: {key: 'state'}}, 'new'), {
        jump: {target: 'firewall-check'},
      }),
    ]),
    ...['input', 'forward', 'output'].map((hook) =>
      rule(`filter-${hook}`, match('in', {ct: {key: 'state'}}, 'new'), {jump: {target: 'endpoints-check'}}),
    ),
    rule('nat-postrouting', {jump: {target: 'masquerading'}}),
    rule('services', {vmap: {key, data: '@service-ips'}}),
    rule('services', isNodeAddress, {vmap: {key: portKey, data: '@service-nodeports'}}),
    rule('firewall-check', {vmap: {key, data: '@firewall-ips'}}),
    rule('endpoints-check', {vmap: {key, data: '@no-endpoint-services'}}),
    rule('endpoints-check', isNodeAddress, {vmap: {key: portKey, data: '@no-endpoint-nodeports'}}),
    rule('reject-chain', {reject: null}),
    ...(form === 'map'
      ? [
          rule(
            'masquerading',
            match('==', {concat: [saddr, daddr, protocol, dport]}, '@hairpin-connections'),
            {masquerade: null},
          ),
        ]
      : []),
    rule('masquerading', match('==', {'&': [MARK, BIT]}, 0), {return: null}),
    rule('masquerading', {mangle: {key: MARK, value: {'^': [MARK, BIT]}}}),
    rule('masquerading', {masquerade: {flags: 'fully-random'}}),
    rule('mark-for-masquerade', {mangle: {key: MARK, value: {'|': [MARK, BIT]}}}),
    ...[...addresses, ...firstPorts].flatMap(frontend),
  ];
  return `${JSON.stringify({nftables: objects})}\n`;
}
