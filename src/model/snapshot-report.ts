import type {CaptureSource} from './node-capture.ts';
import type {ReportSource} from './report-source.ts';

/** What `snapshot` has written. */
export interface SnapshotReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly redacted: boolean;
  readonly nodes: readonly {
    readonly name: string;
    /** Why it could not be read; null if it could. */
    readonly error: string | null;
    /** What of it is not in the snapshot. */
    readonly missing: readonly CaptureSource[];
    readonly problems: readonly string[];
  }[];
  /** What of the API could not be read, in sentences for the user. */
  readonly problems: readonly string[];
}
