import type {CheckReport, CheckResult, ReportSource} from '../../model/index.ts';
import {assessmentDocument} from '../assessment-document.ts';
import {commandDocuments} from '../command-lines.ts';
import {API_VERSION, noteDocument, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {CheckReportDocument} from '../documents/check-report.ts';
import {checkCounts} from './check-counts.ts';

/** The stable document of a check report, mapped field by field: internal types may change, this may only grow. */
export function checkDocument(report: CheckReport): Document<CheckReportDocument> {
  const {failures, accepted, results} = checkCounts(report);
  return {
    apiVersion: API_VERSION,
    kind: 'CheckReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    summary: {
      nodes: {total: report.nodes.length, unread: report.nodes.filter(({error}) => error !== '').length},
      results: {
        fail: results.fail,
        pass: results.pass,
        notApplicable: results['not-applicable'],
        undecidable: results.undecidable,
      },
      failures: {error: failures.error, warning: failures.warning, info: failures.info},
      accepted,
    },
    ...assessmentDocument(report.assessment, report.source),
    nodes: report.nodes.map(({name, error, notIpvs, proxyMode, kubeProxyVersion}) => ({
      name,
      proxyMode,
      kubeProxyVersion,
      error,
      notIpvs,
    })),
    results: report.results.map((result) => resultDocument(result, report.source)),
    notes: report.notes.map(noteDocument),
  };
}

/** A result, as documents have it. */
export function resultDocument(result: CheckResult, source: ReportSource) {
  return {
    code: result.code,
    title: result.title,
    node: result.node,
    service: result.service && {
      namespace: result.service.namespace,
      name: result.service.name,
      port: result.service.port,
    },
    result: result.result,
    severity: result.severity,
    evidence: result.evidence,
    message: result.message,
    remedy: result.remedy,
    commands: commandDocuments(result.commands, source),
    explainedBy: result.explainedBy,
    gap: result.gap,
    drift: result.drift,
    accepted: result.accepted && {reason: result.accepted.reason, expires: result.accepted.expires},
  };
}
