import type {CatalogueEntry} from '../catalogue-entry.ts';

/** What a version of kube-proxy does wrong whatever the cluster. */
export const VERSION_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS095',
    title: 'This version of kube-proxy has known bugs',
    severity: 'info',
    affects: 'versions as each bug says; a warning where many Services make syncs slow',
    group: 'sync',
    detectedFrom: ['version', 'API'],
    findings: [],
    symptom: 'What the bug says; often only in roll-outs, after a restart or in large clusters.',
    evidence:
      'The version that runs, and what the cluster has: UDP Services, thousands of Service addresses. Each bug is named ' +
      'with its number and the versions that fix it.',
    cause: "A bug in kube-proxy's own code.",
    remedy:
      'Go to a version that has the fixes; `kubectl ipvs check --upgrade-to VERSION` tells what else would change. A ' +
      'distributor may have fixed a bug earlier.',
    sources: [
      'https://github.com/kubernetes/kubernetes/pull/138927',
      'https://github.com/kubernetes/kubernetes/issues/139628',
      'https://github.com/kubernetes/kubernetes/pull/141371',
      'https://github.com/kubernetes/kubernetes/issues/141943',
      'https://github.com/kubernetes/kubernetes/issues/129982',
      'https://github.com/kubernetes/kubernetes/pull/127780',
    ],
  },
];
