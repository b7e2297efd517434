import type {CheckReport, CheckResult} from './check-report.ts';
import type {ShellCommand} from './shell-command.ts';

/**
 * Whether a node, or all of them, could run nftables mode: `attention`, it could, and something in use would change;
 * `not-ipvs`, it does not run IPVS mode, so that there is nothing to leave.
 */
export const READINESS = ['ready', 'attention', 'blocked', 'unknown', 'not-ipvs'] as const;

/** One of {@link READINESS}. */
export type Readiness = (typeof READINESS)[number];

/** What a result of the migration check is about; the order is that of a report. */
export const MIGRATION_SECTIONS = [
  'end-of-ipvs',
  'requirements',
  'foreign-ipvs',
  'node-ports',
  'policies',
  'addresses',
  'balancing',
  'connections',
  'filtering',
  'settings',
] as const;

/** One of {@link MIGRATION_SECTIONS}. */
export type MigrationSection = (typeof MIGRATION_SECTIONS)[number];

/** A result of the migration check: `error` keeps a node from leaving IPVS, `warning` wants a decision first. */
export interface MigrationResult extends CheckResult {
  readonly section: MigrationSection;
}

/** A node on its way out of IPVS mode. */
export interface MigrationNode {
  readonly name: string;
  /** As the kernel names itself, else as the Node object does; empty if neither is known. */
  readonly kernel: string;
  readonly kubeProxyVersion: string;
  readonly proxyMode: string;
  readonly readiness: Readiness;
  /** Why it is blocked, not known or not in IPVS mode; empty otherwise. */
  readonly reason: string;
}

/** When IPVS mode ends (KEP-5495), seen from the newest kube-proxy or API server that was read. */
export interface EndOfIpvs {
  readonly deprecatedIn: string;
  readonly gateIn: string;
  readonly offByDefaultIn: string;
  readonly removedIn: string;
  /** `v1.36.2`; null if no version is known. */
  readonly version: string | null;
  /** Minor releases that still run IPVS mode without a gate, after the present one; null if no version is known. */
  readonly releasesLeft: number | null;
  /** In a sentence. */
  readonly summary: string;
}

/** A step of the way, in the order in which they are taken. */
export interface MigrationStep {
  readonly title: string;
  readonly details: readonly string[];
  /** To be run one after the other. */
  readonly commands: readonly ShellCommand[];
  /** What is to be set, and where. */
  readonly settings: readonly MigrationSetting[];
}

/** Lines of YAML for a configuration. */
export interface MigrationSetting {
  /** Such as `kube-proxy's configuration`. */
  readonly where: string;
  readonly yaml: string;
}

/** Another way out of IPVS mode, and in what it differs from nftables mode. */
export interface MigrationAlternative {
  readonly name: 'nftables' | 'iptables' | 'ebpf';
  readonly title: string;
  readonly differences: readonly string[];
}

/** The result of `check --migration`: a check report with a plan beside it. */
export interface MigrationReport extends Omit<CheckReport, 'results'> {
  readonly results: readonly MigrationResult[];
  readonly migration: {
    readonly target: 'nftables';
    readonly readiness: Readiness;
    readonly endOfIpvs: EndOfIpvs;
    readonly nodes: readonly MigrationNode[];
    readonly steps: readonly MigrationStep[];
    readonly alternatives: readonly MigrationAlternative[];
    /** What no capture can tell, in sentences. */
    readonly notKnown: readonly string[];
  };
}
