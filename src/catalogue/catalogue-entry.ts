import type {FindingKind, Severity} from '../model/index.ts';

/** The number of a catalogue entry, such as `IPVS001`. Once released it is never given to another failure. */
export type CatalogueCode = `IPVS${string}`;

/** The part of kube-proxy or of the node that an entry is about. */
export type CatalogueGroup =
  | 'table'
  | 'connections'
  | 'addresses'
  | 'node-ports'
  | 'policies'
  | 'packets'
  | 'start'
  | 'sync'
  | 'coexistence';

/** One known way in which kube-proxy's IPVS mode, or IPVS itself, fails. Texts may hold code in backticks. */
export interface CatalogueEntry {
  readonly code: CatalogueCode;
  readonly title: string;
  /** The default; where it depends, `affects` says on what. */
  readonly severity: Severity;
  /** Versions of kube-proxy, kernels or set-ups, in words. */
  readonly affects: string;
  readonly group: CatalogueGroup;
  /** What a check has to read, such as `table`, `API`, `log` or `sysctl`; `person`: no capture can decide it. */
  readonly detectedFrom: readonly string[];
  /** The kinds of finding that the failure shows as. */
  readonly findings: readonly FindingKind[];
  /** What users and operators see. */
  readonly symptom: string;
  /** Where to look, and what is there. */
  readonly evidence: string;
  readonly cause: string;
  readonly remedy: string;
  /** Addresses of issues, changes and documentation. */
  readonly sources: readonly string[];
}

/** Levels of klog: error, warning, info. */
export type LogLevel = 'E' | 'W' | 'I';

/** A log line worth recognising. Where several fit one line, the longest message counts. */
export interface LogSignature {
  /** For `message` a case-sensitive prefix of the quoted klog message; for `error-text` the parts joined by `…`. */
  readonly message: string;
  /** Literal texts that occur in this order: in the message, or anywhere in the line. */
  readonly parts: readonly string[];
  readonly where: 'message' | 'error-text';
  readonly level: LogLevel;
  /** Least `-v` at which it is logged; 0 when always. */
  readonly verbosity: number;
  /** Base name of the source file as the log line has it; empty for texts that are not tied to one. */
  readonly source: string;
  /** `both`: read in 1.30 and in 1.36; `1.30` or `1.36`: only there; `any`: not from kube-proxy; else in words. */
  readonly versions: string;
  /** What the line says, in words. */
  readonly meaning: string;
  /** Whether a healthy kube-proxy writes it too: then it explains something, but is no sign that an entry applies. */
  readonly routine: boolean;
  /** Entries to read, most likely first; none where the line is normal. */
  readonly codes: readonly CatalogueCode[];
}
