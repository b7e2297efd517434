import type {Severity} from './severity.ts';

/**
 * What users of a Service feel, worst first: it is not served; a share of new connections goes to dead addresses;
 * endpoints get none; connections are spread, or held by affinity, in another way; packets are masqueraded or filtered
 * wrongly; something is left over that no Service explains.
 */
export const FELT_EFFECTS = [
  'not-served',
  'dead-addresses',
  'idle-endpoints',
  'spread',
  'packets',
  'leftovers',
] as const;

/** One of {@link FELT_EFFECTS}. */
export type FeltEffect = (typeof FELT_EFFECTS)[number];

/** What holds for all findings of a kind. */
export interface FindingKindInfo {
  /** Entry of the failure catalogue, where the finding does not name another. */
  readonly code: string;
  /** Where the finding does not name another. */
  readonly severity: Severity;
  /** What it means for those who use a Service. */
  readonly meaning: string;
  /** What it means at severity info, where that is something else. */
  readonly harmless?: string;
  /** Undefined: nothing, it is normal. */
  readonly felt: FeltEffect | undefined;
  /** Entries of the catalogue to look at first, most likely first. */
  readonly firstLook: readonly string[];
  /**
   * Who puts it right: kube-proxy in its next sync, or a person, since kube-proxy does not while it runs
   * (`pkg/proxy/ipvs/proxier.go`, `syncEndpoint`: weight and forwarding method of a real server that is there).
   */
  readonly mendedBy: 'sync' | 'hand';
}

/** All kinds of differences between expected and actual state, in the order of a report. Released names do not change. */
const KINDS = {
  'virtual-server-missing': {
    code: 'IPVS003',
    severity: 'error',
    meaning: 'a Service address is not served; connections to it fail',
    felt: 'not-served',
    firstLook: ['IPVS003', 'IPVS042', 'IPVS043', 'IPVS012', 'IPVS071'],
    mendedBy: 'sync',
  },
  'virtual-server-unexpected': {
    code: 'IPVS004',
    severity: 'warning',
    meaning: 'the node serves an address that no Service has',
    harmless: 'an entry of another program or a harmless leftover: not drift',
    felt: 'leftovers',
    firstLook: ['IPVS004', 'IPVS082', 'IPVS073', 'IPVS084', 'IPVS008'],
    mendedBy: 'sync',
  },
  'scheduler-mismatch': {
    code: 'IPVS074',
    severity: 'warning',
    meaning: 'connections are distributed by a different scheduler than configured',
    felt: 'spread',
    firstLook: ['IPVS009', 'IPVS074'],
    mendedBy: 'sync',
  },
  'persistence-mismatch': {
    code: 'IPVS018',
    severity: 'warning',
    meaning: "session affinity differs from the Service's setting",
    felt: 'spread',
    firstLook: ['IPVS009', 'IPVS074', 'IPVS018'],
    mendedBy: 'sync',
  },
  'real-server-missing': {
    code: 'IPVS002',
    severity: 'error',
    meaning: 'an endpoint gets no connections',
    felt: 'idle-endpoints',
    firstLook: ['IPVS002', 'IPVS011', 'IPVS055', 'IPVS077'],
    mendedBy: 'sync',
  },
  'real-server-stale': {
    code: 'IPVS001',
    severity: 'error',
    meaning: 'connections go to an address that is no longer an endpoint',
    felt: 'dead-addresses',
    firstLook: ['IPVS001', 'IPVS077', 'IPVS061', 'IPVS008'],
    mendedBy: 'sync',
  },
  'real-server-weight': {
    code: 'IPVS007',
    severity: 'warning',
    meaning: 'an endpoint gets no connections, or more than its share',
    felt: 'spread',
    firstLook: ['IPVS006', 'IPVS007'],
    mendedBy: 'hand',
  },
  'real-server-draining': {
    code: 'IPVS005',
    severity: 'info',
    meaning: 'kube-proxy is draining it gracefully: normal, not drift',
    felt: undefined,
    firstLook: ['IPVS005', 'IPVS014'],
    mendedBy: 'sync',
  },
  'forwarding-mismatch': {
    code: 'IPVS007',
    severity: 'error',
    meaning: 'packets reach an endpoint in a form that it cannot reply to',
    felt: 'dead-addresses',
    firstLook: ['IPVS007'],
    mendedBy: 'hand',
  },
  'address-unbound': {
    code: 'IPVS030',
    severity: 'error',
    meaning: 'the node does not accept packets for a Service address',
    felt: 'not-served',
    firstLook: ['IPVS030', 'IPVS031', 'IPVS003'],
    mendedBy: 'sync',
  },
  'address-unexpected': {
    code: 'IPVS029',
    severity: 'warning',
    meaning: 'the node swallows packets for an address that no Service has',
    felt: 'leftovers',
    firstLook: ['IPVS029', 'IPVS034', 'IPVS084'],
    mendedBy: 'sync',
  },
  'ipset-member-missing': {
    code: 'IPVS061',
    severity: 'error',
    meaning: 'packets are wrongly not masqueraded or refused',
    felt: 'packets',
    firstLook: ['IPVS069', 'IPVS068', 'IPVS053'],
    mendedBy: 'sync',
  },
  'ipset-member-unexpected': {
    code: 'IPVS061',
    severity: 'warning',
    meaning: 'rules apply to an address or port that no Service has',
    harmless: 'left over from endpoints that are gone; harmless',
    felt: 'leftovers',
    firstLook: ['IPVS061', 'IPVS086'],
    mendedBy: 'sync',
  },
  'iptables-chain-missing': {
    code: 'IPVS060',
    severity: 'error',
    meaning: 'rules that masquerade and filter Service traffic are skipped',
    felt: 'packets',
    firstLook: ['IPVS060', 'IPVS062'],
    mendedBy: 'sync',
  },
  'masquerade-mismatch': {
    code: 'IPVS101',
    severity: 'error',
    meaning: "replies may not find their way back, or endpoints do not see the client's address",
    felt: 'packets',
    firstLook: ['IPVS101'],
    mendedBy: 'sync',
  },
  'source-ranges-mismatch': {
    code: 'IPVS101',
    severity: 'error',
    meaning: 'clients that should be blocked can connect, or allowed clients cannot',
    felt: 'packets',
    firstLook: ['IPVS101'],
    mendedBy: 'sync',
  },
  'refusal-mismatch': {
    code: 'IPVS096',
    severity: 'warning',
    meaning: 'connections to a Service without endpoints are not refused or dropped as they should be',
    felt: 'packets',
    firstLook: ['IPVS096'],
    mendedBy: 'sync',
  },
} as const satisfies Readonly<Record<string, FindingKindInfo>>;

/** The readable name of a kind of difference. */
export type FindingKind = keyof typeof KINDS;

/** What holds for all findings of a kind, by its name. */
export const FINDING_KIND_INFO: Readonly<Record<FindingKind, FindingKindInfo>> = KINDS;

/** All kinds, in the order of a report. */
export const FINDING_KINDS = Object.keys(KINDS) as readonly FindingKind[];
