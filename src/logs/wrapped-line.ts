/** A line without what the kubelet, a container runtime, the journal or a tool wrote before and around it. */
export interface WrappedLine {
  /** The line itself. */
  readonly text: string;
  /** When it came, in microseconds since 1970; NaN if the wrapping does not say. */
  readonly time: number;
  /** Whether the line goes on in the next one, as container runtimes mark it. */
  readonly partial: boolean;
  /** Who wrote it, as the wrapping names it, with # for digits; empty if it does not. */
  readonly writer: string;
}
