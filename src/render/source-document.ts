import type {Note, ReportSource, VirtualServerId} from '../model/index.ts';

/** The version of all machine-readable documents. */
export const API_VERSION = 'kubectl-ipvs/v1';

/** Where a report's data came from, as documents say it. */
export function sourceDocument(source: ReportSource) {
  return source.type === 'snapshot'
    ? {type: source.type, path: source.path, capturedAt: source.capturedAt}
    : {type: source.type, context: source.context, serverVersion: source.serverVersion};
}

/** A note, as documents say it. */
export function noteDocument(note: Note) {
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

/** What names a virtual server, as documents say it. */
export function serverDocument(id: VirtualServerId | null) {
  if (id === null) return null;
  return id.kind === 'address'
    ? {protocol: id.protocol, address: id.address, port: id.port}
    : {firewallMark: id.firewallMark, addressFamily: id.family};
}
