import type {FindingKind} from '../model/index.ts';
import {CATALOGUE} from './catalogue.ts';
import type {CatalogueCode, CatalogueEntry} from './catalogue-entry.ts';
import {findEntry} from './find-entry.ts';

/** The entries to look at first for a finding, most likely first. */
const FIRST_LOOK: Readonly<Record<FindingKind, readonly CatalogueCode[]>> = {
  'virtual-server-missing': ['IPVS003', 'IPVS042', 'IPVS043', 'IPVS012', 'IPVS071'],
  'virtual-server-unexpected': ['IPVS004', 'IPVS082', 'IPVS073', 'IPVS084', 'IPVS008'],
  'scheduler-mismatch': ['IPVS009', 'IPVS074'],
  'persistence-mismatch': ['IPVS009', 'IPVS074', 'IPVS018'],
  'real-server-missing': ['IPVS002', 'IPVS011', 'IPVS055', 'IPVS077'],
  'real-server-stale': ['IPVS001', 'IPVS077', 'IPVS061', 'IPVS008'],
  'real-server-weight': ['IPVS006', 'IPVS007'],
  'real-server-draining': ['IPVS005', 'IPVS014'],
  'forwarding-mismatch': ['IPVS007'],
  'address-unbound': ['IPVS030', 'IPVS031', 'IPVS003'],
  'address-unexpected': ['IPVS029', 'IPVS034', 'IPVS084'],
  'ipset-member-missing': ['IPVS069', 'IPVS068', 'IPVS053'],
  'ipset-member-unexpected': ['IPVS061', 'IPVS086'],
  'iptables-chain-missing': ['IPVS060', 'IPVS062'],
};

const entriesByKind = new Map<FindingKind, readonly CatalogueEntry[]>();

/** The entries that explain a kind of finding: those to look at first, then the others in the order of their codes. */
export function entriesForKind(kind: FindingKind): readonly CatalogueEntry[] {
  const known = entriesByKind.get(kind);
  if (known) return known;
  const first = FIRST_LOOK[kind].map(findEntry).filter((entry) => entry !== undefined);
  const others = CATALOGUE.filter((entry) => entry.findings.includes(kind) && !first.includes(entry));
  const entries = [...first, ...others];
  entriesByKind.set(kind, entries);
  return entries;
}
