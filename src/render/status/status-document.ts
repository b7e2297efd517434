import type {NodeStatus, ReportSource, StatusReport, SyncStatus} from '../../model/index.ts';
import {assessmentDocument} from '../assessment-document.ts';
import {API_VERSION, noteDocument, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {StatusReportDocument} from '../documents/status-report.ts';
import {detailDocument} from './detail-document.ts';
import {serviceDocument} from './service-document.ts';

/** The stable document of a status report, mapped field by field: internal types may change, this may only grow. */
export function statusDocument(report: StatusReport): Document<StatusReportDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'StatusReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    ...assessmentDocument(report.assessment, report.source),
    nodes: report.nodes.map((node) => nodeDocument(node, report.source)),
    ...(report.services.length > 0 ? {services: report.services.map(serviceDocument)} : {}),
    ...(report.changes
      ? {changes: report.changes.map(({subject, what, before, after}) => ({subject, what, before, after}))}
      : {}),
    outliers: report.outliers.map(({kind, nodes, message}) => ({kind, nodes, message})),
    notes: report.notes.map(noteDocument),
  };
}

function nodeDocument(node: NodeStatus, source: ReportSource) {
  const {kubeProxy, attention} = node;
  return {
    name: node.name,
    ready: node.ready,
    schedulable: node.schedulable,
    state: node.state,
    reason: node.reason,
    proxyMode: node.proxyMode,
    proxyModeConfirmed: node.modeConfirmed,
    kubeProxy: {
      pod: kubeProxy.pod,
      version: kubeProxy.version,
      restarts: kubeProxy.restarts,
      ready: kubeProxy.ready,
      state: kubeProxy.state,
    },
    lastSync: node.sync?.last ?? {},
    sync: node.sync && syncDocument(node.sync),
    virtualServers: node.virtualServers,
    realServers: node.realServers,
    drift: node.drift,
    draining: node.draining,
    connections: node.connections,
    conntrack: node.conntrack,
    attention: attention && {severity: attention.severity, code: attention.code, count: attention.count},
    concerns: node.concerns.map(({severity, code, count, message, remedy}) => ({
      severity,
      code,
      count,
      message,
      remedy,
    })),
    error: node.error,
    ...(node.detail ? {detail: detailDocument(node.detail, source)} : {}),
  };
}

function syncDocument({age, p99, queued, pendingServices, pendingEndpoints, startedAt}: SyncStatus) {
  return {
    ageSeconds: age,
    p99Seconds: p99?.seconds ?? null,
    p99BeyondBuckets: p99?.beyond ?? false,
    queued,
    pendingServiceChanges: pendingServices,
    pendingEndpointChanges: pendingEndpoints,
    startedAt,
  };
}
