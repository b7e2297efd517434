/** An answer that is not a success, as a Status object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.headers = headers;
  }

  /** The Status object. */
  get status(): object {
    const {code, reason, message} = this;
    return {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code};
  }
}
