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
];
