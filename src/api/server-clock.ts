/** The clock of the API server, as far as its answers tell. */
export interface ServerClock {
  /** Takes the `Date` header of an answer, which has whole seconds. */
  readonly hear: (header: string | undefined) => void;
  /** The server's time; that of this computer before the first answer. */
  readonly now: () => Date;
}

/** A clock that goes by the newest answer; `now` is this computer's time in milliseconds since 1970. */
export function createServerClock(now: () => number): ServerClock {
  let ahead = 0;
  return {
    hear(header) {
      const time = Date.parse(header ?? '');
      if (!Number.isNaN(time)) ahead = time - now();
    },
    now: () => new Date(now() + ahead),
  };
}
