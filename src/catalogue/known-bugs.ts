import {atLeast, type KubeVersion, parseKubeVersion} from '../model/index.ts';
import type {CatalogueCode} from './catalogue-entry.ts';

/**
 * What a cluster must have for a bug to matter: `udp`, Services with UDP ports; `external-udp`, such with external or
 * load-balancer addresses; `many-addresses`, thousands of Service addresses; `open-range`, a source range of /0; `node-ports`.
 */
export type BugConcern =
  | 'every-cluster'
  | 'udp'
  | 'external-udp'
  | 'many-addresses'
  | 'open-range'
  | 'node-ports';

/** Versions of kube-proxy: from `since` on, up to the one before `fixedIn`. */
export interface AffectedVersions {
  readonly since: string;
  /** Undefined: no version that is known. */
  readonly fixedIn?: string;
  /** Backports to the minor releases between were asked for, and not seen in a release: a late patch may have the fix. */
  readonly perhapsEarlier?: boolean;
}

/** A bug of kube-proxy itself, known by the versions that have it. */
export interface KnownBug {
  /** Issue or pull request of https://github.com/kubernetes/kubernetes. */
  readonly number: number;
  /** What users see, in one sentence without a full stop. */
  readonly title: string;
  readonly modes: readonly ('ipvs' | 'iptables' | 'nftables')[];
  /** The entry that explains it. */
  readonly code: CatalogueCode;
  /** Whether that entry's check goes by the version, so that the bug is told there. */
  readonly ownCheck: boolean;
  readonly concerns: BugConcern;
  readonly versions: readonly AffectedVersions[];
  /** What to do until the fix is there, in one sentence without a full stop. */
  readonly meanwhile: string;
}

/**
 * Bugs of kube-proxy 1.24 to 1.38, from its changelogs and issues. Patch versions are those of Kubernetes; distributors may
 * have a fix earlier.
 */
export const KNOWN_BUGS: readonly KnownBug[] = [
  {
    number: 92019,
    title: 'endpoints that drained when kube-proxy restarted stay at weight 0',
    modes: ['ipvs'],
    code: 'IPVS006',
    ownCheck: true,
    concerns: 'every-cluster',
    versions: [{since: '1.24.0', fixedIn: '1.26.0'}],
    meanwhile: 'set the weight by hand: ipvsadm -e',
  },
  {
    number: 72236,
    title: 'anything that listens on all addresses of a node is reachable through every Service address',
    modes: ['ipvs'],
    code: 'IPVS032',
    ownCheck: true,
    concerns: 'every-cluster',
    versions: [{since: '1.24.0', fixedIn: '1.26.0'}],
    meanwhile: 'bind daemons to node addresses',
  },
  {
    number: 112185,
    title:
      'node ports disappear until the next sync when an interface goes away while kube-proxy lists interfaces',
    modes: ['ipvs'],
    code: 'IPVS043',
    ownCheck: true,
    concerns: 'node-ports',
    versions: [{since: '1.24.0', fixedIn: '1.27.3', perhapsEarlier: true}],
    meanwhile: 'set nodePortAddresses',
  },
  {
    number: 132719,
    title: 'a source range of /0 blocks everyone',
    modes: ['ipvs'],
    code: 'IPVS053',
    ownCheck: true,
    concerns: 'open-range',
    versions: [{since: '1.24.0', fixedIn: '1.34.0'}],
    meanwhile: 'leave the field out, or use 0.0.0.0/1 and 128.0.0.0/1',
  },
  {
    number: 127780,
    title: 'UDP flows to Pods that are gone are not always ended',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS019',
    ownCheck: false,
    concerns: 'udp',
    versions: [
      {since: '1.29.0', fixedIn: '1.29.10'},
      {since: '1.30.0', fixedIn: '1.30.6'},
      {since: '1.31.0', fixedIn: '1.31.2'},
    ],
    meanwhile: 'after a rollout of UDP servers, such as DNS: conntrack -D -p udp --orig-dst ADDRESS',
  },
  {
    number: 129982,
    title:
      'each UDP endpoint change uses a lot of CPU, because all UDP entries of external addresses are examined',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS075',
    ownCheck: false,
    concerns: 'external-udp',
    versions: [{since: '1.32.0', fixedIn: '1.32.3'}],
    meanwhile: "do not limit kube-proxy's memory and CPU",
  },
  {
    number: 130032,
    title: 'the memory of kube-proxy grows with the number of UDP flows',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS019',
    ownCheck: false,
    concerns: 'udp',
    versions: [{since: '1.32.0', fixedIn: '1.32.3'}],
    meanwhile: 'restart kube-proxy before it is killed at its memory limit',
  },
  {
    number: 139628,
    title: 'UDP flows to a Service that loses its last endpoint keep going to the Pod that is gone',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS019',
    ownCheck: false,
    concerns: 'udp',
    versions: [{since: '1.32.0', fixedIn: '1.37.0'}],
    meanwhile: 'keep one endpoint ready, or remove the flows: conntrack -D -p udp --orig-dst ADDRESS',
  },
  {
    number: 141371,
    title: 'UDP flows to a deleted Service keep going to its old Pods',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS019',
    ownCheck: false,
    concerns: 'udp',
    versions: [{since: '1.32.0', fixedIn: '1.38.0'}],
    meanwhile: 'remove the flows after deleting a UDP Service: conntrack -D -p udp --orig-dst ADDRESS',
  },
  {
    number: 134147,
    title: 'changes made outside kube-proxy are corrected only once an hour',
    modes: ['ipvs'],
    code: 'IPVS008',
    ownCheck: true,
    concerns: 'every-cluster',
    versions: [
      {since: '1.34.0', fixedIn: '1.34.4'},
      {since: '1.35.0', fixedIn: '1.35.1'},
    ],
    meanwhile: 'restart kube-proxy after each manual repair',
  },
  {
    number: 138927,
    title: "with thousands of Service addresses each sync takes tens of seconds to list the node's addresses",
    modes: ['ipvs'],
    code: 'IPVS075',
    ownCheck: false,
    concerns: 'many-addresses',
    versions: [{since: '1.28.0', fixedIn: '1.37.0'}],
    meanwhile: 'set minSyncPeriod to 10s or more, so that changes are merged',
  },
  {
    number: 141943,
    title: 'kube-proxy does not start where it cannot write nf_conntrack_max (LXC, rootless)',
    modes: ['ipvs', 'iptables', 'nftables'],
    code: 'IPVS094',
    ownCheck: false,
    concerns: 'every-cluster',
    versions: [{since: '1.36.0', fixedIn: '1.38.0', perhapsEarlier: true}],
    meanwhile: 'set conntrack.maxPerCore: 0 and conntrack.min: 0 in its configuration',
  },
  {
    number: 138571,
    title: 'with more than 1000 endpoints, rules that something else changed are never corrected',
    modes: ['iptables'],
    code: 'IPVS060',
    ownCheck: false,
    concerns: 'every-cluster',
    versions: [{since: '1.36.1'}],
    meanwhile: 'restart kube-proxy after anything else has touched its rules',
  },
  {
    number: 136786,
    title: 'nftables mode does not sync where the host has sets from a newer nft (1.1.3)',
    modes: ['nftables'],
    code: 'IPVS090',
    ownCheck: false,
    concerns: 'every-cluster',
    versions: [
      {since: '1.29.0', fixedIn: '1.33.11'},
      {since: '1.34.0', fixedIn: '1.34.7'},
      {since: '1.35.0', fixedIn: '1.35.4'},
    ],
    meanwhile: "keep sets from a newer nft out of the host's network namespace",
  },
];

/** The versions of a bug that hold this one; undefined if it does not have the bug. */
function affectedVersions(bug: KnownBug, version: KubeVersion): AffectedVersions | undefined {
  return bug.versions.find(({since, fixedIn}) => {
    return isFrom(version, since) && !(fixedIn !== undefined && isFrom(version, fixedIn));
  });
}

/** The bugs of a version of kube-proxy in a mode. */
export function bugsOf(version: KubeVersion, mode: string): readonly KnownBug[] {
  return KNOWN_BUGS.filter(
    (bug) => bug.modes.some((one) => one === mode) && affectedVersions(bug, version) !== undefined,
  );
}

/** Whether a version of kube-proxy has the bug of this number. Throws if there is none of this number. */
export function hasBug(version: KubeVersion, number: number): boolean {
  const bug = KNOWN_BUGS.find((one) => one.number === number);
  if (!bug) throw new Error(`no known bug has the number ${number}`);
  return affectedVersions(bug, version) !== undefined;
}

/** Where the bug is and where it goes: `kubernetes#134147, fixed in 1.34.4 and 1.35.1`. */
export function bugReference({number, versions}: KnownBug): string {
  const fixes = versions.flatMap(({fixedIn, perhapsEarlier}) =>
    fixedIn === undefined
      ? []
      : `${fixedIn}${perhapsEarlier ? ', perhaps also in an earlier patch release' : ''}`,
  );
  return `kubernetes#${number}, ${fixes.length === 0 ? 'not fixed' : `fixed in ${fixes.join(' and ')}`}`;
}

/** Whether a version is the one in the text, or later. */
function isFrom(version: KubeVersion, text: string): boolean {
  const other = parseKubeVersion(text);
  if (!other) throw new Error(`${text} is not a version`);
  return atLeast(version, other.minor, other.patch);
}
