import {
  describeVirtualServer,
  type Finding,
  type FindingService,
  formatEndpoint,
  groupBy,
  SEVERITIES,
  type Severity,
} from '../model/index.ts';
import {firstFew} from './first-few.ts';
import {fail, type Verdict} from './verdict.ts';
import {serviceName, wholeService} from './whole-service.ts';

/** With more Services than this a node has one trouble, not many: it is told once. */
const MOST_SERVICES = 10;

/** Differences between table and API as failures: one for each Service and severity, or one for a node full of them. */
export function driftVerdicts(findings: readonly Finding[], node: string): readonly Verdict[] {
  return SEVERITIES.flatMap((severity) =>
    ofSeverity(
      findings.filter((finding) => finding.severity === severity),
      {severity, node},
    ),
  );
}

interface Circumstances {
  readonly severity: Severity;
  readonly node: string;
}

function ofSeverity(findings: readonly Finding[], {severity, node}: Circumstances): readonly Verdict[] {
  const groups = groupBy(findings, ({service}) => (service ? serviceName(service) : ''));
  if (groups.size <= MOST_SERVICES) return [...groups.values()].map((group) => ofService(group, severity));
  const [first] = findings;
  return [
    fail({
      drift: true,
      severity,
      message: `${findings.length} differences at ${groups.size} Services; the first: ${first?.message ?? ''}`,
      evidence: firstFew(findings.map(describe)),
      remedy: `see kubectl ipvs diff --node ${node} for all of them; ${first?.remedy ?? ''}`,
    }),
  ];
}

function ofService(group: readonly Finding[], severity: Severity): Verdict {
  const [first] = group;
  const more = group.length - 1;
  const service = subject(group);
  return fail({
    drift: true,
    severity,
    message: `${first?.message ?? ''}${more > 0 ? ` (and ${more} more of this kind)` : ''}`,
    evidence: firstFew(group.map(describe)),
    remedy: first?.remedy ?? '',
    ...(service ? {service} : {}),
  });
}

function subject([first, ...others]: readonly Finding[]): FindingService | undefined {
  if (!first?.service) return undefined;
  return others.length === 0 ? first.service : wholeService(first.service);
}

/** What a finding is about: `real-server-stale TCP 10.96.0.1:443 -> 10.0.0.1:6443 (weight 1)`. */
function describe({kind, virtualServer, realServer, expected, actual}: Finding): string {
  const about = [
    kind,
    virtualServer ? describeVirtualServer(virtualServer) : '',
    realServer ? `-> ${formatEndpoint(realServer.address, realServer.port)}` : '',
  ].filter((word) => word !== '');
  const details = plain(actual ?? expected);
  return `${about.join(' ')}${details === '' ? '' : ` (${details})`}`;
}

function plain(attributes: Finding['actual']): string {
  return Object.entries(attributes ?? {})
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
