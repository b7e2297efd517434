import {type CheckResult, type FeltEffect, FINDING_KIND_INFO, type Finding} from '../model/index.ts';

/** What users of the Service feel of a finding; undefined: nothing. */
export function feltEffect(finding: Finding): FeltEffect | undefined {
  const {kind, severity, expected, actual, load} = finding;
  if (severity === 'info') return undefined;
  const {felt} = FINDING_KIND_INFO[kind];
  // Without endpoints connections are refused anyway, if in another way.
  if (kind === 'virtual-server-missing' && isEmptyList(expected?.realServers)) return 'packets';
  if (kind === 'real-server-stale' && actual?.weight === 0) return 'leftovers';
  const idle = kind === 'real-server-missing' || (kind === 'real-server-weight' && actual?.weight === 0);
  if (!idle) return felt;
  return load?.taking === 0 ? 'not-served' : 'idle-endpoints';
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** What users feel of failures of the catalogue that are no differences from the API, where they are errors. */
const FELT_FAILURES: Readonly<Record<string, FeltEffect>> = {
  IPVS028: 'not-served',
  IPVS042: 'not-served',
  IPVS053: 'not-served',
  IPVS065: 'not-served',
  IPVS019: 'dead-addresses',
  IPVS009: 'spread',
  IPVS017: 'packets',
  IPVS034: 'packets',
  IPVS050: 'packets',
  IPVS058: 'packets',
  IPVS059: 'packets',
  IPVS060: 'packets',
  IPVS062: 'packets',
};

/** Entries of the catalogue of which users feel something that no difference tells. */
export function feltCodes(): readonly string[] {
  return Object.keys(FELT_FAILURES);
}

/** What users feel of a failed check; undefined: nothing, or its differences tell. */
export function feltFailure({code, result, severity, accepted}: CheckResult): FeltEffect | undefined {
  return result === 'fail' && severity === 'error' && accepted === null ? FELT_FAILURES[code] : undefined;
}
