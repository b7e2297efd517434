import type {ClusterState, MigrationAlternative, Service} from '../../model/index.ts';

/** Other ways out of IPVS mode, and what nftables mode is like in any cluster, with what matters for these Services. */
export function migrationAlternatives({services}: ClusterState): readonly MigrationAlternative[] {
  const served = services.filter(({clusterIP, type}) => clusterIP !== 'None' && type !== 'ExternalName');
  return [nftables(), iptables(served), ebpf(served)];
}

function nftables(): MigrationAlternative {
  return {
    name: 'nftables',
    title: 'nftables mode (what this report checks)',
    differences: [
      'stable since 1.33; needs kernel 5.13; a change to a Service affects only its own rules, so large tables ' +
        'sync fast',
      'endpoints are chosen at random; no scheduler, no weights',
      'connections to terminating endpoints continue through conntrack; nothing shows them as draining',
      'Service addresses are not on any interface; cluster IPs refuse ping and ports that no Service has',
      'node ports on the primary addresses unless nodePortAddresses is set, and none on 127.0.0.1',
    ],
  };
}

function iptables(services: readonly Service[]): MigrationAlternative {
  const nodePorts = services.some(({ports}) => ports.some(({nodePort}) => nodePort !== 0));
  return {
    name: 'iptables',
    title: 'iptables mode, for nodes with an older kernel',
    differences: [
      'any kernel; still the default of kube-proxy for now; policies Local and random balancing as in nftables mode',
      `rules are searched one after another: slow with many thousands of Services (here: ${services.length})`,
      ...(nodePorts
        ? [
            'node ports stay open on all addresses, and open on 127.0.0.1 too, for which kube-proxy sets ' +
              'route_localnet: iptables.localhostNodePorts: false disables that',
          ]
        : []),
      'startup in iptables mode does not remove what IPVS mode created (IPVS084): kube-proxy --cleanup or a reboot ' +
        'does',
      'cluster IPs do not answer ping, and do not refuse it either',
    ],
  };
}

function ebpf(services: readonly Service[]): MigrationAlternative {
  const sctp = services.filter(({ports}) => ports.some(({protocol}) => protocol === 'SCTP')).length;
  const sticky = services.filter(({sessionAffinity}) => sessionAffinity === 'ClientIP').length;
  return {
    name: 'ebpf',
    title: 'An eBPF replacement for kube-proxy (Cilium, Calico and others)',
    differences: [
      'a change of the network plugin, with its own kernel requirements: see its documentation, not this report',
      'first remove kube-proxy, then what it left: only a reboot of each node removes virtual servers, kube-ipvs0 ' +
        'and chains (IPVS085)',
      ...(sctp > 0
        ? [`check whether it supports SCTP (here: ${sctp} ${sctp === 1 ? 'Service' : 'Services'})`]
        : []),
      ...(sticky > 0
        ? [
            `check how it implements session affinity (here: ${sticky} ${sticky === 1 ? 'Service' : 'Services'})`,
          ]
        : []),
      "connections may be translated in the client's socket: those open at the switch continue unseen until they end",
    ],
  };
}
