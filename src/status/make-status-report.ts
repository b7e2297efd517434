import {type NodeStatus, SEVERITIES, type StatusReport} from '../model/index.ts';
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
  return rank(one) - rank(other) || count(other) - count(one) || (one.name < other.name ? -1 : 1);
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

/** `attention` if there is drift or an error, else `incomplete` if a node could not be read, else `fine`. */
export function statusOutcome({nodes}: StatusReport): 'fine' | 'attention' | 'incomplete' {
  if (nodes.some(({drift, attention}) => (drift ?? 0) > 0 || attention?.severity === 'error'))
    return 'attention';
  return nodes.length === 0 || nodes.some(({error}) => error !== '') ? 'incomplete' : 'fine';
}
