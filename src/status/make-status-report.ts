import {
  byNaturalName,
  type Conclusion,
  concludeFrom,
  type NodeStatus,
  SEVERITIES,
  type StatusReport,
} from '../model/index.ts';
import {findOutliers} from './find-outliers.ts';
import type {ObservedNode} from './node-observation.ts';
import {nodeStatus} from './node-status.ts';

/** A report on all nodes, those that need attention first. */
export function makeStatusReport(
  head: Omit<StatusReport, 'nodes' | 'outliers'>,
  observed: readonly ObservedNode[],
): StatusReport {
  const nodes = observed.map(nodeStatus);
  return {
    ...head,
    nodes: nodes.sort(byAttention),
    outliers: findOutliers(observed.map(({observation}) => observation)),
  };
}

function byAttention(one: NodeStatus, other: NodeStatus): number {
  return (
    rank(one) - rank(other) ||
    (other.drift ?? 0) - (one.drift ?? 0) ||
    count(other) - count(one) ||
    byNaturalName(one, other)
  );
}

/** Errors, drift, what could not be read, other warnings, the rest. */
function rank({attention, drift, error}: NodeStatus): number {
  const severity = attention === null ? SEVERITIES.length : SEVERITIES.indexOf(attention.severity);
  if (severity === 0) return 0;
  if ((drift ?? 0) > 0) return 1;
  return error === '' ? 2 + severity : 2;
}

function count({attention}: NodeStatus): number {
  return attention?.count ?? 0;
}

/** What a report comes to. */
export function statusConclusion({nodes}: StatusReport): Conclusion {
  return concludeFrom({
    drift: nodes.some(({drift}) => (drift ?? 0) > 0),
    errors: nodes.some(({attention}) => attention?.severity === 'error'),
    gaps: nodes.length === 0 || nodes.some(({error}) => error !== ''),
  });
}
