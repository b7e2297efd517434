import type {DiffReport, Finding, NodeReport, Note, ReportSource, VirtualServerId} from '../model/index.ts';

/** The version of all machine-readable documents. */
const API_VERSION = 'kubectl-ipvs/v1';

/** The stable document of a diff report, mapped field by field: internal types may change, this may only grow. */
export function diffDocument(report: DiffReport): Readonly<Record<string, unknown>> {
  return {
    apiVersion: API_VERSION,
    kind: 'DiffReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    ...(report.against ? {against: sourceDocument(report.against)} : {}),
    scope: {services: report.scope.services, nodes: report.scope.nodes},
    summary: {
      nodes: {
        total: report.nodes.length,
        inSync: report.summary.nodes['in-sync'],
        drifted: report.summary.nodes.drifted,
        converging: report.summary.nodes.converging,
        unknown: report.summary.nodes.unknown,
      },
      findings: {
        error: report.summary.findings.error,
        warning: report.summary.findings.warning,
        info: report.summary.findings.info,
      },
    },
    nodes: report.nodes.map(nodeDocument),
    findings: report.findings.map(findingDocument),
    notes: report.notes.map(noteDocument),
  };
}

function sourceDocument(source: ReportSource) {
  return source.type === 'snapshot'
    ? {type: source.type, path: source.path, capturedAt: source.capturedAt}
    : {type: source.type, context: source.context, serverVersion: source.serverVersion};
}

function nodeDocument(node: NodeReport) {
  return {
    name: node.name,
    state: node.state,
    reason: node.reason,
    proxyMode: node.proxyMode,
    kubeProxyVersion: node.kubeProxyVersion,
    kubeProxyPod: node.kubeProxyPod,
    virtualServers: node.virtualServers,
    realServers: node.realServers,
  };
}

function findingDocument(finding: Finding) {
  return {
    kind: finding.kind,
    code: finding.code,
    severity: finding.severity,
    node: finding.node,
    service: finding.service,
    virtualServer: serverDocument(finding.virtualServer),
    realServer: finding.realServer,
    expected: finding.expected,
    actual: finding.actual,
    message: finding.message,
    remedy: finding.remedy,
    confirmed: finding.confirmed,
  };
}

function noteDocument(note: Note) {
  return {
    code: note.code,
    severity: note.severity,
    node: note.node,
    service: note.service,
    virtualServer: serverDocument(note.virtualServer),
    message: note.message,
    remedy: note.remedy,
  };
}

function serverDocument(id: VirtualServerId | null) {
  if (id === null) return null;
  return id.kind === 'address'
    ? {protocol: id.protocol, address: id.address, port: id.port}
    : {firewallMark: id.firewallMark, addressFamily: id.family};
}
