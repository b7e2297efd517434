/** What goes wrong with a request. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfter?: string;
    }
  /** The connection is lost before the answer. */
  | {readonly kind: 'reset'}
  /** The connection is lost after so many bytes of the answer. */
  | {readonly kind: 'cut'; readonly afterBytes: number}
  /** So many bytes of the answer come, and nothing more. */
  | {readonly kind: 'stall'; readonly afterBytes: number}
  /** A list says on each page that there are more. */
  | {readonly kind: 'endless'}
  /** The answer comes late. */
  | {readonly kind: 'slow'; readonly milliseconds: number}
  /** No answer at all. */
  | {readonly kind: 'hang'}
  /** Something that is not JSON of Kubernetes. */
  | {readonly kind: 'text'; readonly body: string};

/** Requests that a fault befalls. */
export interface FaultRule {
  readonly fault: Fault;
  readonly method?: string;
  /** Tested against path and query. */
  readonly url?: RegExp;
  /** How many requests; default 1. */
  readonly times?: number;
}

/** Injects faults into requests, in the order in which they were added. */
export class Faults {
  readonly #rules: {rule: FaultRule; left: number}[] = [];

  /** Adds a fault. */
  add(rule: FaultRule): void {
    this.#rules.push({rule, left: rule.times ?? 1});
  }

  /** Takes all faults away. */
  clear(): void {
    this.#rules.length = 0;
  }

  /** The fault of this request, if any. */
  take(method: string, url: string): Fault | undefined {
    const found = this.#rules.find(
      ({rule, left}) => left > 0 && (rule.method ?? method) === method && (rule.url?.test(url) ?? true),
    );
    if (found) found.left--;
    return found?.rule.fault;
  }
}
