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
      "kube-proxy's Pods restart repeatedly (Running, Error, CrashLoopBackOff). The tables of the last good run " +
      'stay in the kernel and become stale.',
    evidence:
      'Log `"command failed" err="failed validate: ..."`, for example for an unknown mode, or `failed complete: ' +
      "...` when it cannot parse the file. The Pod's restart count grows, its last state is Error with exit code " +
      '1, and none of its HTTP ports is open.',
    cause:
      'A change to the ConfigMap: a value or field that this version does not know or no longer supports, or a ' +
      'value of the wrong type.',
    remedy:
      'Correct the ConfigMap; the error shows the field, the value and the allowed values. Then `kubectl -n ' +
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
      'The Pod runs and does not restart, but no change reaches the node. After a reboot, no Service works on it.',
    evidence:
      'Log: `watch-list failed - backing off` (level info) or `Failed to watch` (level error) again and again, ' +
      'with `connect: connection refused`, timeouts or certificate errors, and no line about populated or synced ' +
      'caches. Ports 10249 and 10256 stay closed while kube-proxy waits for its Node, and there is no last-sync ' +
      'metric. If it worked before, see IPVS077.',
    cause:
      "kube-proxy's kubeconfig has a wrong server address or expired credentials, a firewall blocks it, or the " +
      'address is that of a Service, which only kube-proxy itself makes reachable.',
    remedy:
      "Try the kubeconfig's address from the node. Use the control plane's own address, not that of the " +
      '`kubernetes` Service. Renew the credentials and restart kube-proxy.',
    sources: ['https://github.com/kubernetes/kubernetes/issues/76338'],
  },
  {
    code: 'IPVS093',
    title: 'kube-proxy exits at startup',
    severity: 'error',
    affects: 'all versions',
    group: 'start',
    detectedFrom: ['log', 'API'],
    findings: [],
    symptom:
      "kube-proxy's Pod restarts repeatedly. The tables of the last good run stay in the kernel and become stale; " +
      'after a reboot, no Service works on the node.',
    evidence:
      'Log `"Error running ProxyServer" err="..."` or `"command failed" err="..."`, and the error is not one with ' +
      'its own entry (IPVS065, IPVS067, IPVS091, IPVS094).',
    cause: 'The logged error: it is the last thing kube-proxy writes before it exits.',
    remedy:
      'Fix what the error reports. If it began with an upgrade, go back to the previous version and search the ' +
      'Kubernetes issues for the error.',
    sources: ['https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kube-proxy/app/server.go'],
  },
  {
    code: 'IPVS094',
    title: 'kube-proxy cannot write conntrack sysctls',
    severity: 'error',
    affects:
      'all versions where /proc/sys is not writable (LXC, rootless, kind); a new failure in 1.36 and 1.37',
    group: 'start',
    detectedFrom: ['log'],
    findings: [],
    symptom: "kube-proxy's Pod restarts repeatedly, often since an upgrade to 1.36.",
    evidence:
      'Log `command failed` with `open /proc/sys/net/netfilter/nf_conntrack_max: permission denied` or `read-only file ' +
      'system`.',
    cause:
      'When the node is a container, the conntrack limit belongs to the host. kube-proxy exits if it cannot set ' +
      'the limit that it wants. On large machines 1.36 wants a different limit than 1.35, even where the current ' +
      'one is higher.',
    remedy:
      "Leave the limit unchanged: set `conntrack.maxPerCore: 0` and `conntrack.min: 0` in kube-proxy's " +
      'configuration (if it is a timeout, set that to `0s`); or set the sysctl on the host. Then `kubectl -n ' +
      'kube-system rollout restart ds/kube-proxy`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/141943',
      'https://github.com/kubernetes/kubernetes/pull/142035',
      'https://github.com/kubernetes-sigs/kind/pull/2241',
    ],
  },
];
