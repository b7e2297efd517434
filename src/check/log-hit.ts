/** A line of kube-proxy's log that the catalogue knows. */
export interface LogHit {
  /** Catalogue entries to read, most likely first; empty for lines that are normal but worth knowing. */
  readonly codes: readonly string[];
  /** The signature's `message`. */
  readonly signature: string;
  readonly level: 'E' | 'W' | 'I' | 'F' | '';
  /** Undefined if the line names no time. */
  readonly time: Date | undefined;
  /** The line as kube-proxy wrote it, without the newline. */
  readonly raw: string;
  /** True for a line of the run before the last restart. */
  readonly previous: boolean;
}
