import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {makeService} from './make-snapshot.mjs';

const NODE = 'nodes/node1';
const IPVS_TEXTS = [
  'ipvsadm-list.txt',
  'ipvsadm-save.txt',
  'proc-net-ip_vs.txt',
  'ipset-save.txt',
  'iptables-save.txt',
  'ip6tables-save.txt',
];
const TABLE = {family: 'ip', table: 'kube-proxy'};
const DESTINATION = {payload: {protocol: 'ip', field: 'daddr'}};
const SOURCE = {payload: {protocol: 'ip', field: 'saddr'}};
const PROTOCOL = {meta: {key: 'l4proto'}};
const PORT = {payload: {protocol: 'th', field: 'dport'}};
const MARK = {meta: {key: 'mark'}};
const MASQUERADE_BIT = 0x4000;

/**
 * Makes of a snapshot by `makeSnapshot` one of a node in nftables mode, with the rules that kube-proxy up to about 1.32
 * writes: a chain for each endpoint, the longest form that there is. Returns the file with the rules.
 */
export function makeRules(directory, {services, endpointsEach}) {
  const file = (name) => path.join(directory, NODE, name);
  for (const name of IPVS_TEXTS) rmSync(file(name), {force: true});
  const configz = readFileSync(file('kube-proxy-configz.json'), 'utf8').replace(
    /"([mM]ode)": ?"ipvs"/,
    '"$1":"nftables"',
  );
  writeFileSync(file('kube-proxy-configz.json'), configz);
  writeFileSync(file('kube-proxy-mode.txt'), 'nftables');
  const addresses = readFileSync(file('addresses.txt'), 'utf8').split('\n');
  writeFileSync(file('addresses.txt'), addresses.filter((line) => !line.includes('kube-ipvs0')).join('\n'));
  const [pods = '10.244.0.0/16'] = /"clusterCIDR": ?"([^",]+)/.exec(configz)?.slice(1) ?? [];
  const made = Array.from({length: services}, (_, index) => makeService(index, endpointsEach));
  writeFileSync(file('nft-ip-kube-proxy.json'), `${JSON.stringify({nftables: objects(made, pods)})}\n`);
  return file('nft-ip-kube-proxy.json');
}

function objects(services, pods) {
  const [addr, len] = pods.split('/');
  const outside = match('!=', SOURCE, {prefix: {addr, len: Number(len)}});
  return [
    {metainfo: {version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1}},
    {table: {family: 'ip', name: 'kube-proxy', handle: 1}},
    {
      map: {
        ...TABLE,
        name: 'service-ips',
        type: ['ipv4_addr', 'inet_proto', 'inet_service'],
        handle: 2,
        map: 'verdict',
        elem: services.map(({name, address}) => [
          {concat: [address, 'tcp', 80]},
          {goto: {target: serviceChain(name)}},
        ]),
      },
    },
    base('nat-prerouting', 'prerouting', -100),
    base('nat-output', 'output', -100),
    base('nat-postrouting', 'postrouting', 100),
    ...['services', 'masquerading', 'mark-for-masquerade'].map((name) => chain(name)),
    rule('nat-prerouting', [{jump: {target: 'services'}}]),
    rule('nat-output', [{jump: {target: 'services'}}]),
    rule('nat-postrouting', [{jump: {target: 'masquerading'}}]),
    rule('services', [{vmap: {key: {concat: [DESTINATION, PROTOCOL, PORT]}, data: '@service-ips'}}]),
    rule('masquerading', [match('==', {'&': [MARK, MASQUERADE_BIT]}, 0), {return: null}]),
    rule('masquerading', [{masquerade: {flags: 'fully-random'}}]),
    rule('mark-for-masquerade', [{mangle: {key: MARK, value: {'|': [MARK, MASQUERADE_BIT]}}}]),
    ...services.flatMap((service) => serviceObjects(service, outside)),
  ];
}

function serviceObjects({name, address, endpoints}, outside) {
  const own = serviceChain(name);
  const jump = {jump: {target: 'mark-for-masquerade'}};
  const chains = endpoints.map(
    (endpoint) => `endpoint-5OJB2KTY-bench/${name}/tcp/http__${endpoint.address}/8080`,
  );
  const picks = chains.map((target, index) => [index, {goto: {target}}]);
  return [
    chain(own),
    ...chains.map((target) => chain(target)),
    rule(own, [
      match('==', DESTINATION, address),
      match('==', {payload: {protocol: 'tcp', field: 'dport'}}, 80),
      outside,
      jump,
    ]),
    rule(own, [{vmap: {key: {numgen: {mode: 'random', mod: chains.length, offset: 0}}, data: {set: picks}}}]),
    ...endpoints.flatMap((endpoint, index) => [
      rule(chains[index], [match('==', SOURCE, endpoint.address), jump]),
      rule(chains[index], [match('==', PROTOCOL, 'tcp'), {dnat: {addr: endpoint.address, port: 8080}}]),
    ]),
  ];
}

function serviceChain(name) {
  return `service-ULMVA6XW-bench/${name}/tcp/http`;
}

function match(op, left, right) {
  return {match: {op, left, right}};
}

function chain(name) {
  return {chain: {...TABLE, name, handle: 3}};
}

function base(name, hook, prio) {
  return {chain: {...TABLE, name, handle: 3, type: 'nat', hook, prio, policy: 'accept'}};
}

function rule(name, expr) {
  return {rule: {...TABLE, chain: name, handle: 4, expr}};
}
