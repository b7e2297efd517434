import type {CatalogueEntry} from '../catalogue-entry.ts';

/** Starts that never get as far as a first sync. */
export const START_NEVER_SYNCED_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS091',
    title: 'kube-proxy rejects its configuration',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log', 'API'],
    findings: [],
    symptom:
      "kube-proxy's Pods restart over and over (Running, Error, CrashLoopBackOff). The tables of the last " +
      'good run stay in the kernel and go stale.',
    evidence:
      'Log `"command failed" err="failed validate: ..."`, for example for an unknown mode, or `failed ' +
      "complete: ...` when the file makes no sense to it. The Pod's restarts grow, its last state is " +
      'Error with exit code 1, and none of its HTTP ports is open.',
    cause:
      'An edit of the ConfigMap: a value or field that this version does not know or has given up, or a ' +
      'value of the wrong type.',
    remedy:
      'Correct the ConfigMap; the error names the field, the value and what is allowed. Then `kubectl -n ' +
      'kube-system rollout restart ds/kube-proxy`.',
    sources: ['https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/'],
  },
  {
    code: 'IPVS092',
    title: 'kube-proxy never reached the API server',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log', 'metric'],
    findings: [],
    symptom:
      'The Pod runs and does not restart, yet the node follows no change. After a reboot it has no ' +
      'Service at all.',
    evidence:
      'Log: `watch-list failed - backing off` (level info) or `Failed to watch` (level error) again and ' +
      'again, with `connect: connection refused`, time-outs or certificate errors, and no line about ' +
      'populated or synced caches. Ports 10249 and 10256 stay closed while kube-proxy waits for its Node, ' +
      'and there is no last-sync metric. Where it once worked it is IPVS077.',
    cause:
      "kube-proxy's kubeconfig has a wrong server address or expired credentials, a firewall is in the " +
      'way, or the address is that of a Service, which only kube-proxy itself would make reachable.',
    remedy:
      "Try the kubeconfig's address from the node. The address to use is the control plane's own; the " +
      '`kubernetes` Service will not do. Renew the credentials and restart kube-proxy.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/76338'],
  },
  {
    code: 'IPVS093',
    title: 'kube-proxy ends at its start',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log', 'API'],
    findings: [],
    symptom:
      "kube-proxy's Pod restarts over and over. The tables of the last good run stay in the kernel and go stale; after " +
      'a reboot the node serves nothing.',
    evidence:
      'Log `"Error running ProxyServer" err="..."` or `"command failed" err="..."`, and the error is none that has an ' +
      'entry of its own (IPVS065, IPVS067, IPVS091, IPVS094).',
    cause: 'What the error says: it is the last that kube-proxy does before it exits.',
    remedy:
      'Remove what the error names. If it began with an upgrade, go back to the version before and look for the error ' +
      "in Kubernetes' issues.",
    sources: ['https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kube-proxy/app/server.go'],
  },
  {
    code: 'IPVS094',
    title: "kube-proxy may not write conntrack's sysctls",
    severity: 'error',
    affects:
      'all versions where /proc/sys is not writable (LXC, rootless, kind); a new failure in 1.36 and 1.37',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom: "kube-proxy's Pod restarts over and over, often since an upgrade to 1.36.",
    evidence:
      'Log `command failed` with `open /proc/sys/net/netfilter/nf_conntrack_max: permission denied` or `read-only file ' +
      'system`.',
    cause:
      'In a container that is the node, the limit of conntrack belongs to the host. kube-proxy exits if it may not write ' +
      'the limit that it wants. 1.36 wants another one than 1.35 on large machines, also where the present one is ' +
      'higher.',
    remedy:
      'Leave the limit as it is: `conntrack.maxPerCore: 0` and `conntrack.min: 0` in the configuration of kube-proxy ' +
      '(a time-out: set it to `0s`); or set the sysctl on the host. Then `kubectl -n kube-system rollout restart ' +
      'ds/kube-proxy`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/141943',
      'https://github.com/kubernetes/kubernetes/pull/142035',
      'https://github.com/kubernetes-sigs/kind/pull/2241',
    ],
  },
];
