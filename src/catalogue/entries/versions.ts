import type {CatalogueEntry} from '../catalogue-entry.ts';

/** What a version of kube-proxy does wrong whatever the cluster. */
export const VERSION_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS095',
    title: 'This version of kube-proxy has known bugs',
    severity: 'info',
    affects: 'the versions listed with each bug; a warning where many Services make syncs slow',
    group: 'sync',
    detectedFrom: ['version', 'API'],
    findings: [],
    symptom: 'As described for each bug; often only during rollouts, after a restart or in large clusters.',
    evidence:
      'The running version, and what the cluster uses: UDP Services, thousands of Service addresses. Each bug is ' +
      'listed with its number and the versions that fix it.',
    cause: 'A bug in kube-proxy.',
    remedy:
      'Upgrade to a version with the fixes; `kubectl ipvs check --upgrade-to VERSION` shows what else would ' +
      'change. Your distribution may have backported a fix earlier.',
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
