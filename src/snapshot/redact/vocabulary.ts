const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/**
 * Words that kube-proxy, the libraries in it, the kernel, its tools and the API write by themselves (read in the sources and
 * logs of kube-proxy 1.24 to 1.36, iptables 1.8, ipset 7, iproute2 6, ipvsadm 1.31). A word in a text that is not among
 * them may be a name or a secret, so it is replaced. In a sentence these say nothing of a name, even if something bears
 * it; where a name stands by itself it is replaced all the same.
 */
export const WORDS = words(`
  abort absent accept accepted access accessed accounting acct ack acl act active add added adding addr address
  addresses addrtype adj admin affinity after age aging ah aks all allmulti alloc allocatable allocate allocation
  allow alma alpha alpine already always am amazon amemthresh an and annotation annotations announce anonymous
  another antrea any anycast api apis apiserver app appears append application apply apps apr architecture are arp
  arptables as ash assigned assumed assuming assured asym at attach aug auth authority authorization auto available
  aware aws azure back backend backing backlog backoff backup bad balancer base bash be bearer because been before
  being best beta bin binary bind binded binding bionic bit bitmap blackhole blake blank blk block bookmarks bookworm
  boot both bottlerocket bound bpf bps br brd bridge broadcast btf bucket buckets bucketsize buffer build bullseye
  burst buster busybox but by bypass bytes ca cache caches cali calico call calls can canal canary cannot capacity
  capping capture cast centos cert certificate certificates cet chain chains chaintoolong chance change changed
  changes check checking checksum cid cidr cidrs cilium clash class clean cleanup clear client clients clock close
  closed closereq closing cloud cluster cni code collect combined command commands comment commit compat compiled
  compiler complete completed component compression concat conditions conf config configuration configure configz
  conflict conn connect connection connections conns conntrack consider constant consult contain container containerd
  containers contains content context continuing controlled controller conv cookie cordon core coreos correct cos
  could count counter counters cps cpu cpus crash crc create created creating creation credential credentials cri
  crio critical crypto ct ctdir ctmark ctorigdst ctproto ctstate ctstatus ctzone curl current currently custom cut
  cwr daddr daemon daemonset dash data date dbus dccp dead deadline debian decode decoding default defaulting defined
  defrag del delete deleted deleting deletion delta denied deny deployment deprecated desired dest destination
  destinations destroy details detect detected detector determine dev device devices dh dhcp diag dial did different
  digest digests dir directory dirty disable disabled disc discovery disk dispatch distance distribution dnat dns
  docker dockershim does doesn don done dontfrag down downward dport dports dprt drain drop dropped dropping droprate
  dscp dsr dst dual due dummy dump dupe duplicate duration dynamic early ebtables echo echoed effect egress either
  eks elapsed elem elements eligible embedded empty enable enabled encoded encrypted end ended endpoint endpoints
  endpointschangetracker endpointslice endpointslicecache endpointslices eni enough ensure enter enterprise entity
  entries entry env ep equal err error escape esp est estab established estimation etc eth ether event events evict
  evicted eviction exact exceed exceeded exceeding excessive exclude exec executable execute exhausted exist
  existence existing exists exit exp expect expected expiration expire expired expires exported expr external
  externally extra factory fail failed failing failover fails failures fallback falling false families family
  fastopen fatal fds feature fedora felix fetch fib field file files filter filtering fin final find finding finish
  finished finwait firewall first fix fixed flag flags flagz flannel flatcar float flood flow flush flushed flushing
  fo focal following for forbidden force forever forge fork format forward forwarded forwarding fou found fprt frag
  fragment fragments frame frames free frequency fresh fri from frozen frto full fully function functions further
  future fw fwm fwmark gact gate gates gateway gauge gb gc gcp generate generated generation generic geneve get
  getting gi gib git given gke global gmt gnu go gogc golang gomaxprocs gone goroutine goroutines got goto
  gotraceback grab grace graceful gre greater group groups gso hairpin halt handle handled handler handshake hang
  hard has hash hashlimit hashsize have head header headers headless health healthcheck healthy healthz heartbeat
  held help helper here hidden high hint hints histogram hit hns hold holding hook hop hoplimit hoplist host hostname
  hosts hour hours how http https hw icmp icmpv id ident idle if ifb igmp ignore ignored ignoring iifname illegal
  image images immediately implicit improper in inactact inactive inc include included including incoming incomplete
  inconsistent incorrect increase index inet inetpeer inf infinity info information informer informers ingress init
  initial initialized initval inner input insert inserted inside instance instead insufficient int intel interface
  interfaces internal interrupt interrupted interval invalid invalidated involved io ip ipfrag ipip ipmac ipport
  ipportip ipportnet iprange iproute ips ipset ipt iptables ipv ipvs ipvsadm ipvsproxy is isatap issue issued issuer
  it items iter its jammy jan jitter job jobs json jul jump jumps jun kb keepalive kept kernel key keys ki kib killed
  killing kind kindnet kinds knock known kube kubeadm kubeapi kubeconfig kubectl kubelet kubeproxy
  kubeproxyconfiguration kubernetes label labels lacks large larger last lastack late latency later layer lb lblc
  lblcr lc le leader lease leases least leaving left legacy len length lenient less level lft lib libbpf libc libcrc
  liberal libnetlink lifetime like likely limit limited limiter line linger link linkdown linux list listen listing
  literal live livez lladdr llc lo load loadbalancer loadbalancing loaded local localhost localnet locate location
  lock locks log logger logging logs long longer look looking lookup loop loopback loose lost low lower lowlatency lro lst
  lts lwt mac macaddr machine main major make makes malformed managed manager mangle manifest manip many map mapping
  maps mar mariner mark markmask marshal marshaling mask masq masquerade masquerading master match matched matching
  max maxelem maximum may mb mcast mcore means meanwhile medium mem members memory merge message messages meta
  metadata metainfo method methods metric metrics mh mi mib min minimum minor minute minutes mirror mirroring
  mismatch miss misscheduled missed misses missing mixed mld mod mode modern modinfo modprobe module modules mon more
  mount mounts moved mpath mpls mptcp mq ms msg mss mtu much mulitcast multi multicast multipath multiple multiport
  must name names namespace nan narrow nat native nd ndisc needed needs negotiate neigh neither nested net netadmin
  netdev netfilter netiface netlink netmap netns netport network never new next nexthop nf nfacct nfct nflog nfmark
  nfnetlink nfqueue nfsync nft nftables nil no noarp noble nocarrier nodad node nodelocal nodelocaldns nodeport
  nodeports nodes nodest nodev nomad none nonlocal nonzero noop noprefixroute noqueue nor norm normal not note
  nothing notifier notify notrack notready nov now nps nq nr ns null num numbers numeric numgen object objects objref
  observed obsolete obtained occurred oct of off offload offset often oifname ok old older on once one oneself onlink
  only onpacket onto oom oomkilled op open opened opening opensuse operating operation operations operator opt
  optimized optional options or oracle order ordinal origin original originate orphan os other others otherwise out
  outgoing output outside over overflow overlay override ovf ovn own owner packet packets page panic parameter params
  parent parse parsing part partial partially partopen parts pass passed passive password past patch path pattern
  pause payload pci pe peer pending per percent perform period permanent permission permitted persist persistconn
  persistent pfifo phase photon physdev physindev pick pid ping pinned pkt pkts pkttype place placeholder places
  platform please plugin plus pmtu pmtudisc pod pods point pointopoint policy pool popped popt populated port portal
  portals portnet ports possible post posting postrouting pppoe pps pre prec preempt preempted preempting preemption
  pref prefer preferred prefix prepare prerouting present preserve pressure prevent prevented previous primary print
  printed prio prior priority private privilege privileged pro probability probe probing problem problems proc
  process processed processing profiling program programming progress prohibit projected promisc propagate properties
  property prot protect proto protobuf protocol protocols provide provided provider provisioned provisioning proxied
  proxier proxy proxying ps psched pss public pull pulled pulling purpose pushed put qdisc qlen qps quantile query
  queue queued quiescent quorum quota quoted raise random randomize range ranges rate raw rb rbtree rcheck rcvbuf re
  reachable reached reaches read reading ready real reap reason rebooted recd receive received receives recent
  recently reconcile reconciler reconciling record recover recovered recovery recreate recv redir redirect redirected
  reduce ref refcnt reference references reflector refresh refs refuse refused regex region register registered
  registering registry reject rejected rel related relation release relevant reliable relist reload reloading remain
  remaining remains remote remoteaddress remove removed removing rename repair repeat replace replaced replay replica
  replicas reply report reported reporting repository representation reqs request requests require required
  requirements requires requiring rereg reroute rescheduled reserved reset resets resident resolve resolved resolver
  resolving resource resources respect respond response rest restart restarted restarting restarts restore restoring
  restricted result resume resumed retrans retries retrieve retrieved retry retrying return returned returning
  returns reuse reverse revision rewrite rfc rhel right ring rip rmem rng rocky role rolling rollout root rotate
  rotation round rounding rounds route routed router routes routing rp rpfilter rps rr rs rsource rsrc rst rt rto rtt
  rule rules ruleset run runc running runtime rw rx sa sack saddr safe same sample sandbox sat satisfy save saved
  scale scaled scaling scan schedulable schedule scheduled scheduler scheduling schema schemas scope score sctp
  search secmark second secondary seconds secret secrets section secure security sed see seen segment select selected
  selector self semantic send sender sent sep separate seq sequence serial serialize series served server servers
  service serviceaccount servicechangetracker serviceport services serving session set sets setting settings several
  sh shared short should show shown shutdown shutting signal signature signed silent similar simple simply since
  single sip sit size sizes sk skip skipped skipping slave slice slices sloppy slow small smp snapshot snat snmp sock
  socket solving somaxconn some something soon sort source sources sp span spec special specification specified split
  sport sports src srv stable stack stage stale standard standby start started starting starts state stateful
  statement states static statistic stats status statuses statusz stderr stdout step steps sticky still stolen stop
  stopped stopping storage store stored stp strange strategy stream strict strictly string strip structure stuck
  subject subset substitute subtype succeed succeeded succeeding success successful successfully such sufficient sum
  summary sun support supported supports suppress sure surge suse suspend svc switch symbol syn synack sync synced
  synchronize syncid syncing syncookies syncs synproxy synrecv synsent syntax sys sysctl sysctls sysfs syslog system
  table tables tag tagged taint taints take taken takes talos tap target task tcp tcpfin tcpflags tcpmss tcpopt team
  tee template temporarily temporary tentative terminate terminated terminating termination terminator test text
  texts th than that the then there these they thing this those thread threads thresh threshold throttle throttled
  through throw thu ticker tie tier till time timed timeout timeouts times timestamp timewait tls tmp to together
  token toleration tolerations took top topology tos total tproxy tprt trace tracker traffic trailing transaction
  transfer transform transient transition translate transmit transport tree trigger triggered trip trixie true
  truncated try trying ttl tue tun tunl tunnel tunneled tuple turn tw tx txqlen type types typo ubuntu udp udplite
  ulog unable unacknowledged unallocated uname unauthorized unavailable unbind uncaught unchanged uncommitted
  uncordon undef undefined under underlying undo unexpected unhandled unhealthy unicast uninitialized union unique
  units unknown unless unlock unmanaged unmarshal unmarshaling unreachable unreadable unready unreplied unsafe
  unschedulable unset unsigned unspec unspecified unstable unsupported until untouched untracked untrusted unusable
  unused up update updated updating upgrade upon upper url us usable usage use used user using usr utc utilities
  utility utils val valid validate value values var variable various vector verb verbosity verdict verified verify
  version versions veth via view vip virtio virtual visible vlan vmap vmodule vnd volume volumes voluntary vrf vs vti
  vx vxlan wait waiting want wants warn warning warnings was watch watching weave wed weight weighted well were wg
  wget what when where whether which while who whole why wide will window windows winkernel wireguard with within
  without wlc wmem words work worker workload works would wrapped writable write writes writing written wrong wrote
  wrr xdp xfrm xmark xt xtables year yes your zero zone zones
`);

/** Words with a hyphen that these write: each other one may be a name, even if its parts are words. */
export const COMPOUNDS = words(`
  Back-off Detect-local-mode Kube-proxy api-key conntrack-max-per-core detect-local detect-local-mode nodeport-related all-or-nothing api-server back-off best-available machine-id vnd.kubernetes.protobuf as-is bind-address boot-id clean-up client-go cluster-cidr cluster-ip conntrack-tools controller-revision-hash
  cri-o disk-pressure dns-tcp docker-default dual-stack endpointslice-controller err-file external-ip feature-gates health-check host-name hostname-override
  icmp-port-unreachable icmp6-port-unreachable in-cluster in-use in-sync iptables-restore iptables-restore-legacy iptables-save ip6tables-restore ip6tables-save
  kube-api kube-proxy-ds last-change-trigger-time load-balancer local-mode memory-pressure metrics-bind-address network-unavailable no-op node-ip node-port node-shutdown
  not-ready out-of-memory pid-pressure pod-template-hash port-range proxy-mode read-only read-write real-server round-robin runtime-internal same-node same-zone service-ip service-name
  session-affinity single-stack source-ip system-node-critical system-cluster-critical termination-log time-to-live time-out topology-aware user-agent user-level virtual-server watch-list
  write-config-to xtables-lock xtables-nft-multi xtables-legacy-multi x86-64 prefer-same-zone x-forwarded-for up-to-date well-known
`);

/** Letters with digits that are no names: families, types, versions of the API, processors. */
export const LETTERS_WITH_DIGITS =
  /^(?:(?:ip|tcp|udp|icmp|inet|dhcp|igmp)v?[46]|ip6(?:tables|t|tnl\d?|gre\d?)?|icmp6|(?:u?int|float)(?:8|16|32|64)|v\d{1,2}(?:(?:alpha|beta)\d{1,2})?|(?:alpha|beta|rc)\d{0,2}|x509|x86|i[3-6]86|amd64|arm64|arm32|armv[78]l?|ppc64(?:le)?|riscv64|s390x?|aarch64|k8s|sha(?:1|224|256|384|512)|md5|crc16|crc32c?|h2c?|http[12]|utf8|base64|ed25519|p256|el\d{1,2}|fc\d{2}|amzn\d{1,4}|deb\d{1,2}(?:u\d{1,2})?|bpo\d{1,2}|k3s\d|rke2r\d|mips64(?:le)?|gw0|iproute2|lz4|win32|ipvs6|l4proto|frag6|libcrc32c)$/i;
