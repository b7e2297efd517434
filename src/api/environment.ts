/** What the API client needs of the process around it; main.ts gives it. */
export interface ApiEnvironment {
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Whether standard input is a terminal, so that a credential plugin may ask questions. */
  readonly interactive: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** Receives warnings. */
  readonly warn: (text: string) => void;
  /** Receives what credential plugins print on standard error, piece by piece: a question waits at the end of a line. */
  readonly show: (text: string) => void;
  /** Receives what `-v` of that level shows, a line each. */
  readonly log?: (level: number, text: string) => void;
  /** Sent as User-Agent. */
  readonly userAgent: string;
  /** Where a Pod finds its service account; for tests. */
  readonly serviceAccountDirectory?: string;
}
