/** A known line of kube-proxy's log, with all its repetitions. */
export interface LogHit {
  /** Catalogue entries to read, most likely first; empty for lines that are normal but worth knowing. */
  readonly codes: readonly string[];
  /** The signature's `message`. */
  readonly signature: string;
  readonly count: number;
  /** Of the first and of the last such line; undefined if the lines name no time. */
  readonly first: Date | undefined;
  readonly last: Date | undefined;
  /** The last few such lines as kube-proxy wrote them, without newlines. */
  readonly lines: readonly string[];
  /** Of these last few lines, as far as they name a time. */
  readonly times: readonly Date[];
  /** True for lines of the run before the last restart. */
  readonly previous: boolean;
}

/** What kube-proxy's log on one node says. */
export interface ProxyLog {
  readonly hits: readonly LogHit[];
  /** Lines of the present run that were read. */
  readonly lineCount: number;
  /** Times of the first and of the last line of the present run. */
  readonly begins: Date | undefined;
  readonly ends: Date | undefined;
  /** The last line of the present run, as kube-proxy wrote it; empty if there is none. */
  readonly lastLine: string;
  /** Whether a line says that Services were received from the API server. */
  readonly reachedApi: boolean;
  /** Why it means nothing if the present run's log shows no failure; undefined if it was read and understood. */
  readonly doubt: string | undefined;
  /** Why the log of the run before is not known; undefined if it was read. */
  readonly previousUnread: string | undefined;
}
