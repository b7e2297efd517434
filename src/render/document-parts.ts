import type {Finding, Note, ReportSource, VirtualServerId} from '../model/index.ts';
import {commandDocuments} from './command-lines.ts';

/** The version of all machine-readable documents. */
export const API_VERSION = 'kubectl-ipvs/v1' as const;

/** Where a report's data came from, as documents have it. */
export function sourceDocument(source: ReportSource) {
  return source.type === 'snapshot'
    ? {type: source.type, path: source.path, capturedAt: source.capturedAt}
    : {type: source.type, context: source.context, serverVersion: source.serverVersion};
}

/** A note, as documents have it. */
export function noteDocument(note: Note) {
  return {
    code: note.code,
    severity: note.severity,
    node: note.node,
    service: note.service,
    virtualServer: serverNameDocument(note.virtualServer),
    message: note.message,
    remedy: note.remedy,
  };
}

/** The name of a virtual server, as documents have it. */
export function serverNameDocument(id: VirtualServerId | null) {
  if (id === null) return null;
  return id.kind === 'address'
    ? {protocol: id.protocol, address: id.address, port: id.port}
    : {firewallMark: id.firewallMark, addressFamily: id.family};
}

/** A finding, as documents have it. */
export function findingDocument(finding: Finding, source: ReportSource) {
  return {
    kind: finding.kind,
    code: finding.code,
    severity: finding.severity,
    node: finding.node,
    service: finding.service,
    virtualServer: serverNameDocument(finding.virtualServer),
    realServer: finding.realServer,
    expected: finding.expected,
    actual: finding.actual,
    message: finding.message,
    load: finding.load && {realServers: finding.load.taking, dead: finding.load.dead},
    cause: finding.cause,
    remedy: finding.remedy,
    commands: commandDocuments(finding.commands, source),
    confirmed: finding.confirmed,
  };
}
