import type {ReportSource} from '../../model/index.ts';

/** Of which cluster or snapshot a report is, and of when, as lines. */
export function sourceFacts({
  source,
  generatedAt,
}: {
  readonly source: ReportSource;
  readonly generatedAt: string;
}): readonly string[] {
  if (source.type === 'cluster')
    return [
      `Cluster: context ${source.context}, Kubernetes ${source.serverVersion}`,
      `Read at ${generatedAt}`,
    ];
  const cluster = source.clusterName === '' ? '' : ` of ${source.clusterName}`;
  return [
    `Snapshot ${source.path}${cluster}, captured at ${source.capturedAt}, Kubernetes ${source.serverVersion}`,
    'Read once: differences are unconfirmed; kube-proxy may have been mid-sync.',
    `Page made at ${generatedAt}`,
  ];
}
