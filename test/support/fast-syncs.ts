/** Metrics of a kube-proxy whose syncs took a millisecond: the settling delay is then 3 s, as short as it gets. */
export const FAST_SYNCS = [
  'kubernetes_build_info{git_version="v1.36.2"} 1',
  'kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family="IPv4",le="0.001"} 10',
  'kubeproxy_sync_proxy_rules_duration_seconds_bucket{ip_family="IPv4",le="+Inf"} 10',
  '',
].join('\n');
