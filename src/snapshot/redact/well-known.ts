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
