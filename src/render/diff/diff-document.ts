import type {DiffReport, NodeReport} from '../../model/index.ts';
import {assessmentDocument} from '../assessment-document.ts';
import {API_VERSION, findingDocument, noteDocument, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {DiffReportDocument} from '../documents/diff-report.ts';

/** The stable document of a diff report, mapped field by field: internal types may change, this may only grow. */
export function diffDocument(report: DiffReport): Document<DiffReportDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'DiffReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    ...(report.against ? {against: sourceDocument(report.against)} : {}),
    scope: {
      allServices: report.scope.services === 'all',
      services: report.scope.services === 'all' ? [] : report.scope.services,
      nodes: report.scope.nodes,
    },
    summary: {
      nodes: {
        total: report.nodes.length,
        inSync: report.summary.nodes['in-sync'],
        drifted: report.summary.nodes.drifted,
        converging: report.summary.nodes.converging,
        unknown: report.summary.nodes.unknown,
        otherMode: report.summary.nodes['other-mode'],
      },
      findings: {
        error: report.summary.findings.error,
        warning: report.summary.findings.warning,
        info: report.summary.findings.info,
      },
    },
    ...assessmentDocument(report.assessment, report.source),
    nodes: report.nodes.map(nodeDocument),
    findings: report.findings.map((finding) => findingDocument(finding, report.source)),
    notes: report.notes.map(noteDocument),
  };
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
