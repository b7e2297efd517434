import type {Assessment, Cause, Impact, ReportSource} from '../model/index.ts';
import {commandDocuments} from './command-lines.ts';

/** What users feel, and why, as all documents have it. */
export function assessmentDocument({impact, causes}: Assessment, source: ReportSource) {
  return {
    impact: impact.map(impactDocument),
    causes: causes.map((cause) => causeDocument(cause, source)),
  };
}

function impactDocument({effect, severity, service, nodes, share, findings, message}: Impact) {
  return {
    effect,
    severity,
    service: service && {namespace: service.namespace, name: service.name},
    nodes,
    share: share && {realServers: share.taking, dead: share.dead},
    findings,
    message,
  };
}

function causeDocument(cause: Cause, source: ReportSource) {
  const {kind, code, severity, nodes, message, age, evidence, findings, remedy, commands, relief} = cause;
  return {
    kind,
    code,
    severity,
    nodes,
    message,
    tables: age && {asOf: age.asOf, ageSeconds: age.seconds, missedChanges: age.missedChanges},
    evidence,
    findings,
    remedy,
    commands: commandDocuments(commands, source),
    relief: commandDocuments(relief, source),
  };
}
