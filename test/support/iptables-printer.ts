import {formatCidr, splitEndpoint} from '../../src/model/index.ts';
import {
  listsOf,
  nodePortsOf,
  type RuleClients,
  type RuleFrontend,
  type RulePlan,
  stepsOf,
} from './rule-frontends.ts';

interface Chains {
  readonly nat: Map<string, string[]>;
  readonly filter: Map<string, string[]>;
}

/** Rules as iptables-save prints them: the nat and filter tables that kube-proxy in iptables mode writes. */
export function printIptablesRules(plan: RulePlan): string {
  const nat = new Map<string, string[]>();
  const filter = new Map<string, string[]>();
  const add = (chains: Map<string, string[]>, chain: string, ...rules: string[]) =>
    chains.set(chain, [...(chains.get(chain) ?? []), ...rules]);
  const bits = plan.family === 'IPv4' ? 32 : 128;
  const mask = plan.family === 'IPv4' ? '255.255.255.255' : 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
  const comment = '-m comment --comment "kubernetes service portals"';
  add(nat, 'PREROUTING', `${comment} -j KUBE-SERVICES`);
  add(nat, 'OUTPUT', `${comment} -j KUBE-SERVICES`);
  add(nat, 'POSTROUTING', `-m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING`);
  add(nat, 'KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  add(
    nat,
    'KUBE-POSTROUTING',
    '-m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-j MARK --set-xmark 0x4000/0x0',
    '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
  );
  add(nat, 'KUBE-SERVICES');
  for (const hook of ['INPUT', 'FORWARD', 'OUTPUT'])
    add(
      filter,
      hook,
      ...['KUBE-PROXY-FIREWALL', 'KUBE-SERVICES'].map((chain) => `-m conntrack --ctstate NEW -j ${chain}`),
    );
  add(filter, 'KUBE-PROXY-FIREWALL');
  add(filter, 'KUBE-SERVICES');
  const {frontends} = plan;
  const ports = frontends.filter(({isNodePort}) => isNodePort);
  const firstPorts = nodePortsOf(plan);

  const clients = (kind: RuleClients): readonly string[] => {
    if (kind === 'node') return ['-m addrtype --src-type LOCAL '];
    if (kind === 'others') return [''];
    const networks = (plan.pods?.networks ?? []).map(formatCidr);
    return networks.map((network) => `${kind === 'pods' ? '' : '! '}-s ${network} `);
  };
  const balancer = ({name}: RuleFrontend, to: 'insiders' | 'outsiders') =>
    `KUBE-${to === 'insiders' ? 'SVC' : 'SVL'}-${name}`;
  const endpointChains = (one: RuleFrontend, to: 'insiders' | 'outsiders') => {
    const chain = balancer(one, to);
    const seps = one[to].map((endpoint, index) => ({endpoint, name: `KUBE-SEP-${one.name}${to[0]}${index}`}));
    add(nat, chain);
    if (one.affinity > 0)
      for (const {name} of seps)
        add(
          nat,
          chain,
          `-m recent --rcheck --seconds ${one.affinity} --reap --name ${name} --mask ${mask} --rsource -j ${name}`,
        );
    for (const [index, {name, endpoint}] of seps.entries()) {
      const left = seps.length - index;
      const chance = left > 1 ? `-m statistic --mode random --probability ${(1 / left).toFixed(11)} ` : '';
      add(nat, chain, `-m comment --comment "-> ${endpoint}" ${chance}-j ${name}`);
      const recent = one.affinity > 0 ? `-m recent --set --name ${name} --mask ${mask} --rsource ` : '';
      add(
        nat,
        name,
        `-s ${splitEndpoint(endpoint).address}/${bits} -j KUBE-MARK-MASQ`,
        `-p ${one.protocol} ${recent}-m ${one.protocol} -j DNAT --to-destination ${endpoint}`,
      );
    }
  };
  const steps = (one: RuleFrontend, own: string) => {
    for (const list of listsOf(one, plan.pods)) endpointChains(one, list);
    add(nat, own);
    for (const {clients: kind, to} of stepsOf(one, plan.pods))
      for (const condition of clients(kind)) {
        add(nat, own, `${condition}-j ${to === 'mark' ? 'KUBE-MARK-MASQ' : balancer(one, to)}`);
        // What has found no endpoint must not go on to those of other clients.
        if (to === 'insiders') add(nat, own, `${condition}-j RETURN`);
      }
  };
  const refuse = ({empty}: RuleFrontend) =>
    empty === 'drop' ? 'DROP' : 'REJECT --reject-with icmp-port-unreachable';
  const write = (one: RuleFrontend, dispatch: string, target: string) => {
    const port = `${target}-p ${one.protocol} -m ${one.protocol} --dport ${one.port}`;
    const [own, firewall] = [`KUBE-EXT-${one.name}`, `KUBE-FW-${one.name}`];
    if (one.allowed) {
      add(nat, firewall, ...one.allowed.map((network) => `-s ${formatCidr(network)} -j ${own}`));
      add(filter, 'KUBE-PROXY-FIREWALL', `${port} -j DROP`);
    }
    if (one.outsiders.length === 0) add(filter, dispatch, `${port} -j ${refuse(one)}`);
    if (one.outsiders.length + one.insiders.length === 0) return;
    add(nat, dispatch, `${port} -j ${one.allowed ? firewall : own}`);
    steps(one, own);
  };
  for (const one of frontends) if (!one.isNodePort) write(one, 'KUBE-SERVICES', `-d ${one.address}/${bits} `);
  for (const address of new Set(ports.map((one) => one.address)))
    for (const chains of [nat, filter])
      add(chains, 'KUBE-SERVICES', `-d ${address}/${bits} -j KUBE-NODEPORTS`);
  add(nat, 'KUBE-NODEPORTS');
  add(filter, 'KUBE-NODEPORTS');
  for (const one of firstPorts) write(one, 'KUBE-NODEPORTS', '');
  return textOf({nat, filter});
}

const BUILT_IN = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

function textOf(tables: Chains): string {
  return Object.entries(tables)
    .map(([name, chains]: [string, Map<string, string[]>]) => {
      const names = [...chains.keys()].map(
        (chain) => `:${chain} ${BUILT_IN.includes(chain) ? 'ACCEPT' : '-'} [0:0]`,
      );
      const rules = [...chains].flatMap(([chain, own]) => own.map((rule) => `-A ${chain} ${rule}`));
      const lines = [
        '# Generated by iptables-save v1.8.9',
        `*${name}`,
        ...names,
        ...rules,
        'COMMIT',
        '# Completed',
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}
