import {explainCommand, FINDING_KIND_INFO, type Finding, formatEndpoint} from '../model/index.ts';
import {checkCommand, editConfigurationCommand, restartCommand} from './advice.ts';
import {feltFailure} from './felt-effect.ts';
import type {NodeSigns} from './node-signs.ts';
import type {Proof} from './proof.ts';
import type {ApiChanges} from './table-age.ts';

/** Virtual servers that show signs of another program. */
export function proveOtherOwner(signs: NodeSigns): Proof | undefined {
  const foreign = signs.findings.filter(isForeign);
  const [first] = foreign;
  if (!first) return undefined;
  const addresses = foreign.flatMap(({virtualServer}) =>
    virtualServer?.kind === 'address'
      ? [`${virtualServer.address}/${virtualServer.address.includes(':') ? 128 : 32}`]
      : [],
  );
  return {
    kind: 'other-owner',
    code: 'IPVS082',
    severity: 'warning',
    message: 'another program has virtual servers here, which kube-proxy deletes in each sync',
    evidence: foreign.slice(0, MOST_EVIDENCE).map(({message}) => message),
    remedy: `If they must stay, add ${[...new Set(addresses)].join(', ')} to ipvs.excludeCIDRs in kube-proxy's configuration, which it reads at startup.`,
    commands: [editConfigurationCommand(signs)],
    explains: isForeign,
    followedUntil: 'never',
  };
}

function isForeign({kind, code, severity}: Finding): boolean {
  return kind === 'virtual-server-unexpected' && code === 'IPVS082' && severity !== 'info';
}

const MOST_EVIDENCE = 3;

/**
 * Entries that kube-proxy cannot have made: it gives each real server weight 1, or 0 to end it, and forwards by Masq
 * (`pkg/proxy/ipvs/proxier.go`, `syncEndpoint`). Beside them whatever else differs of Services that have not changed
 * since a kube-proxy that runs last synced well: it had them right, and did not change them.
 */
export function proveEdited(signs: NodeSigns, changes: ApiChanges): Proof | undefined {
  const {findings, proxy, sync} = signs;
  const times = [...(sync?.last.values() ?? [])];
  const marks = findings.filter(isHandmade);
  if (marks.length === 0) return undefined;
  const synced = proxy === 'running' && times.length > 0 ? Math.min(...times) * 1000 : undefined;
  const unchanged = ({service}: Finding) =>
    synced !== undefined &&
    (!service || (changes.get(`${service.namespace}/${service.name}`) ?? []).every((at) => at < synced));
  const explains = (finding: Finding) =>
    isHandmade(finding) || (finding.severity !== 'info' && !isForeign(finding) && unchanged(finding));
  const byHand = findings.some((finding) => FINDING_KIND_INFO[finding.kind].mendedBy === 'hand');
  return {
    kind: 'edited',
    code: null,
    severity: 'warning',
    message: 'entries were changed outside kube-proxy, by hand or by another program',
    evidence: [
      ...marks.slice(0, MOST_EVIDENCE).map(markText),
      ...(synced === undefined
        ? []
        : [
            `its last sync succeeded at ${new Date(synced).toISOString()}, after the last change to these Services ` +
              'in the API',
          ]),
    ],
    remedy:
      'Find out what changes them. kube-proxy corrects what it compares in its next full sync' +
      (byHand ? '; weights only in the first sync after startup, forwarding methods never' : '') +
      '. A restart makes it compare everything; the tables keep serving meanwhile.',
    commands: [checkCommand(signs), ...(synced === undefined ? [] : restartCommand(signs))],
    explains,
    followedUntil: 'never',
  };
}

function isHandmade({kind, actual}: Finding): boolean {
  if (kind === 'forwarding-mismatch') return true;
  return kind === 'real-server-weight' && Number(actual?.weight) > 1;
}

function markText({kind, realServer, actual}: Finding): string {
  const where = realServer ? formatEndpoint(realServer.address, realServer.port) : '';
  return kind === 'forwarding-mismatch'
    ? `${where} uses forwarding method ${String(actual?.forwarding)}: kube-proxy uses only Masq`
    : `${where} has weight ${String(actual?.weight)}: kube-proxy sets 1, or 0 to drain it`;
}

/** Failures of the catalogue of which users feel something, and which no difference tells: they are causes by themselves. */
export function proveKnownFailures({failures}: NodeSigns): readonly Proof[] {
  const felt = failures.filter(
    (failure) => failure.cause === null && !failure.drift && feltFailure(failure) !== undefined,
  );
  return felt.map(({code, severity, message, evidence, remedy, commands}) => ({
    kind: 'known-failure',
    code,
    severity,
    message,
    evidence,
    remedy,
    commands: [...commands, explainCommand(code)],
    explains: () => false,
    followedUntil: 'never',
  }));
}
