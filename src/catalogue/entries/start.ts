import type {CatalogueEntry} from '../catalogue-entry.ts';

/** What kube-proxy needs when it starts: kernel, programs, its node, its configuration. */
export const START_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS065',
    title: 'ip_vs kernel modules are missing',
    severity: 'error',
    affects: 'all versions; 1.26 and later exit, older ones fall back to iptables mode (IPVS066)',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom: 'kube-proxy exits and restarts in a loop, or cannot create any virtual server.',
    evidence:
      "Log: `Error running ProxyServer` with `can't use the IPVS proxier`; `IPVS interface can't be initialized`; " +
      "`Could not create dummy VS`, `Dummy VS not created`, `Can't read the ipvs`; `Failed to add IPVS service` " +
      'with `no such file or directory`, when a scheduler or protocol is missing. `lsmod | grep ip_vs` prints ' +
      'nothing.',
    cause:
      'A kernel built without IPVS (minimal and cloud kernels), a Pod that does not mount `/lib/modules`, a ' +
      'container that is not allowed to run modprobe, or a kernel upgrade without a reboot.',
    remedy:
      '`modprobe -a ip_vs ip_vs_rr nf_conntrack`, and put the same names into a file in `/etc/modules-load.d`. ' +
      "Install the kernel's extra modules package; mount `/lib/modules`.",
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/92033',
      'https://github.com/kubernetes/kubernetes/issues/121042',
      'https://github.com/kubernetes/kubernetes/issues/55864',
      'https://github.com/k0sproject/k0s/issues/4626',
      'https://github.com/rancher/rke2/issues/4416',
    ],
  },
  {
    code: 'IPVS066',
    title: 'kube-proxy silently fell back to iptables mode',
    severity: 'warning',
    affects: '1.25 and older',
    group: 'start',
    detectedFrom: ['/proxyMode', 'log', 'version'],
    findings: [],
    symptom:
      'Services work, but slowly in large clusters. The configuration sets ipvs, but `ipvsadm -Ln` prints no entries.',
    evidence:
      "`curl 127.0.0.1:10249/proxyMode` prints iptables, and there are thousands of KUBE-SVC chains. Log: `Can't " +
      "use the IPVS proxier`, at `-v=1` `Can't use ipvs proxier, trying iptables proxier`.",
    cause: 'Modules or ipset were missing at startup, and these versions then fall back to iptables mode.',
    remedy: 'Load the modules (IPVS065), install ipset, restart kube-proxy, and upgrade.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/111806',
      'https://github.com/kubernetes/kubernetes/issues/54121',
    ],
  },
  {
    code: 'IPVS067',
    title: 'The ipset program or its kernel module is missing or old',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom:
      'kube-proxy exits soon after it starts. Or it runs, but each sync stops before it changes anything.',
    evidence:
      'At startup: `error getting ipset version`, `ipset version: VERSION is less than min required version: 6.0`, ' +
      '`Got invalid version string`. During a sync: `Failed to make sure existence of ip set` with `error creating ' +
      "ipset` and `exit status 1`; or `Failed to add ip set entry to ip set` with `cannot parse 'tcp' as a " +
      'protocol`.',
    cause:
      'The image or host has no ipset program; ip_set, ip_set_hash_ipport and related modules are not loaded; the ' +
      "program is newer than the kernel's revision of a set type; or the image has no `/etc/protocols`, from which " +
      'ipset reads protocol numbers: members are then removed and not added again.',
    remedy:
      'Install ipset, with `/etc/protocols` (Debian: netbase). `modprobe -a ip_set ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ' +
      'ip_set_hash_ipportnet ip_set_bitmap_port xt_set`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/79400',
      'https://github.com/kubernetes/kubernetes/issues/68703',
      'https://github.com/dyrnq/install-docker/issues/24',
    ],
  },
  {
    code: 'IPVS068',
    title: 'A set exists with another type or other options',
    severity: 'error',
    affects: 'all versions; seen after upgrades from 1.14 to 1.15 (SCTP sets) and with sets created by hand',
    group: 'start',
    detectedFrom: ['log', 'sets', 'metric'],
    findings: ['ipset-member-missing'],
    symptom: 'After an upgrade or a rollback, changes no longer reach the node.',
    evidence:
      "`Failed to make sure existence of ip set` with the set's name, in each sync, and nothing after it. `ipset " +
      'create` reports `set with the same name already exists`; a different `maxelem` is enough to cause it. The ' +
      'last-sync time does not advance.',
    cause:
      'Another version, or an administrator, created the set with other parameters, and kube-proxy does not ' +
      'replace it. One such set stops the whole sync of its address family.',
    remedy:
      'Stop kube-proxy, flush the chain whose rule refers to the set (`iptables -F CHAIN`), `ipset ' +
      'destroy NAME`, start kube-proxy. Or reboot.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/77265',
      'https://github.com/kubernetes/kubernetes/pull/77371',
      'https://github.com/kubernetes/kubernetes/issues/67292',
    ],
  },
  {
    code: 'IPVS069',
    title: 'An IP set is full',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['sets', 'log'],
    findings: ['ipset-member-missing'],
    symptom:
      'The newest Services are not masqueraded or, since 1.26, are rejected: KUBE-IPVS-FILTER rejects addresses ' +
      'that are in no set.',
    evidence:
      '`Failed to add ip set entry to ip set` with `Hash is full, cannot add more elements`; `ipset list ' +
      '-t NAME` counts 65536 entries.',
    cause:
      'kube-proxy creates its sets with `maxelem` 65536. Ports times external addresses, or local endpoints times ' +
      'ports, exceed it.',
    remedy: 'Use fewer ports or addresses per Service, or nftables mode.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/129389'],
  },
  {
    code: 'IPVS070',
    title: 'Netlink calls of kube-proxy fail or get no answer',
    severity: 'error',
    affects: 'all versions; a hung kube-proxy: 1.13 and older',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom:
      'Some virtual or real servers of one node are missing or stale. kube-proxy uses almost no CPU although ' +
      'changes are pending.',
    evidence:
      'Log: `Failed to get IPVS service` with `Expected only one service obtained=0`, `Failed to list ' +
      'IPVS destinations`, `Failed to get ipvs service` with `could not get IPVS services`. Errors: `no ' +
      'buffer space available`, `resource temporarily unavailable`, `operation not permitted`, `no such ' +
      'file or directory`.',
    cause:
      'The receive buffer is too small for a huge table, a call took more than 3 s under load, another program ' +
      'changed the table at the same time, the module was unloaded while kube-proxy was running, or NET_ADMIN is ' +
      'missing.',
    remedy:
      'Restart kube-proxy. Raise `net.core.rmem_default`, make the table smaller (IPVS041), or run kube-proxy ' +
      'privileged or with NET_ADMIN.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/71071',
      'https://github.com/kubernetes/kubernetes/issues/121042',
    ],
  },
  {
    code: 'IPVS071',
    title: 'IPv6 or dual-stack fails on a node',
    severity: 'error',
    affects: 'all versions; an error for IPv6 Services, otherwise a warning',
    group: 'start',
    detectedFrom: ['log', 'sysctl'],
    findings: ['virtual-server-missing'],
    symptom:
      'A node has no IPv6 cluster IPs or node ports, or ip6tables errors appear for no visible reason.',
    evidence:
      'Log: `kube-proxy running in single-stack mode`, `No iptables support for family`; since 1.34 `No ' +
      'kernel support for family`, `Kernel support disabled for family`; `Failed to bind service address ' +
      'to dummy device` with `permission denied`. A start may fail with `no support for primary IP ' +
      'family`.',
    cause:
      '`ipv6.disable=1`, or `disable_ipv6=1` (on kube-ipvs0 too); ip6table_nat or ip6_tables is not loaded; ' +
      '`net.ipv6.conf.all.forwarding` is 0; or a kernel before 4.11 with an old kube-proxy that looked up ' +
      'addresses in the local routing table.',
    remedy:
      'Enable IPv6 in the kernel, `sysctl -w net.ipv6.conf.all.forwarding=1`, load the ip6 modules, upgrade the ' +
      'kernel.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/99031',
      'https://github.com/kubernetes/kubernetes/pull/99127',
      'https://github.com/kubernetes/kubernetes/issues/92412',
      'https://github.com/kubernetes/kubernetes/issues/93858',
      'https://github.com/kubernetes/kubeadm/issues/2205',
    ],
  },
  {
    code: 'IPVS072',
    title: "kube-proxy could not find the node's address",
    severity: 'warning',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom:
      'Source ranges that include the node still block it, and `nodePortAddresses: ["primary"]` opens all addresses.',
    evidence:
      "Log: `Can't determine this node's IP, assuming loopback; if this is incorrect, please set the " +
      '--bind-address flag`; in 1.30 `Failed to retrieve node info`, `Failed to retrieve node IPs`; since 1.34 ' +
      '`Timed out waiting for node to be assigned IPs`. If the addresses change later: `NodeIPs changed for the ' +
      'node`, and kube-proxy keeps using the old ones.',
    cause:
      'When kube-proxy started, the cloud controller had not set the addresses yet. Or it runs with a wrong node ' +
      'name (IPVS054), or may not read Nodes.',
    remedy:
      'Restart kube-proxy on that node once the addresses are set, or set `bindAddress`. Check the role ' +
      '`system:node-proxier`.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/57518'],
  },
  {
    code: 'IPVS073',
    title: 'The probe 198.51.100.0:20000 was left behind',
    severity: 'info',
    affects: '1.27 and later',
    group: 'start',
    detectedFrom: ['table'],
    findings: ['virtual-server-unexpected'],
    symptom: 'An unknown virtual server in an address range reserved for documentation.',
    evidence:
      '`TCP 198.51.100.0:20000` without real servers. The log has `Could not delete dummy VS`, or kube-proxy was ' +
      'killed during startup.',
    cause:
      'kube-proxy uses it at startup to test the scheduler. The next sync removes it, unless `excludeCIDRs` covers ' +
      'the address or the mode changed.',
    remedy:
      '`ipvsadm -D -t 198.51.100.0:20000`. 198.51.100.0/24 is reserved for documentation; do not use it for ' +
      'anything real.',
    sources: ['https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/supported.go'],
  },
  {
    code: 'IPVS074',
    title: "A change to kube-proxy's configuration has no effect",
    severity: 'warning',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['/configz', 'configuration', 'log'],
    findings: ['scheduler-mismatch', 'persistence-mismatch'],
    symptom:
      'Since a change to the ConfigMap, the nodes differ: some still have the old scheduler, exclusions, strict ' +
      'ARP or node-port addresses.',
    evidence:
      '`/configz` on the node differs from the ConfigMap, and its kube-proxy Pod is older than the change. ' +
      "`content of the proxy server's configuration file was updated` in the log marks the restarts. With " +
      '`--config` most flags on the command line are ignored; `--hostname-override` is not.',
    cause:
      'kube-proxy reads its file when it starts and exits when the file changes. A `subPath` mount never changes; ' +
      'static Pods and systemd units read their own copies.',
    remedy: '`kubectl -n kube-system rollout restart ds/kube-proxy`; node by node if the tables are large.',
    sources: [
      'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kube-proxy/app/options.go',
    ],
  },
];
