const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** Names that clusters have in common, and values that the API defines: they tell nothing of a cluster, so they stay. */
export const WELL_KNOWN = words(`
  default kube-system kube-public kube-node-lease kubernetes
  kube-proxy kube-proxy-worker kube-dns coredns kubelet kube-apiserver kube-scheduler kube-controller-manager
  node-controller daemonset-controller default-scheduler endpointslice-controller.k8s.io
  endpointslicemirroring-controller.k8s.io
  http https dns dns-tcp tcp udp sctp metrics grpc
  linux windows amd64 arm64 true false Auto auto fargate virtual-kubelet control-plane master worker proxy apiserver
  kube-root-ca.crt openshift-service-ca.crt localhost lo eth0 kube-ipvs0 Hostname
`);

/**
 * Words that kube-proxy and the kernel write anyway: in a sentence they say nothing of a name, even if something bears
 * it. Where a name stands by itself it is replaced all the same.
 */
export const COMMON_WORDS = words(`
  a access add added address addresses adding after all already an and any api app application apply are as at auth
  backend be been before being bind both by cache caches cannot change changed check chain chains client cluster
  cni command common conditions config configuration conflict connection connections container context controller could
  create created creating current data delete deleted deleting deny destination detected did does done down due duration
  empty enabled endpoint endpoints endpointslice entries entry error events exec exist existing exists expected
  failed feature file filter find first flag flags for found from full get given graceful handler has have health
  healthcheck healthy host hostname hosts if in info informer ingress init initialized internal invalid ip
  ips iptables ipset ipvs is issue kernel key known last leader len limit line list listen load loaded local log
  log-level long lookup main manager map masquerade max maximum message min missing mode module more multi name names
  namespace network new nil no node nodeport nodes none not nothing now object of off ok old on one only open operation
  operations or other out output over path pending ping pod pods port portal ports post previous probe problem process
  processing program protocol provider proxier query quorum range rate re read ready real refused remove removed removing
  replace request requests required reset resource response rest result retry retrying role rr rule rules run running rw
  save scheduler secret select selector send server servers service services serviceport session set sets setting
  shutting size source start started starting state static status stop stopped stopping stream success successfully such
  sync synced syncing system table tables tag target test than that the then there this time timeout to token
  total traffic trying type unable unknown until up update updated updating url use used user using v4 v6 value
  verb version virtual wait waiting was watch watching weight when while will with without wlc wrr write yes zone
`);
