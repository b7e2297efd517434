/** Where a report's data came from. */
export type ReportSource =
  | {
      readonly type: 'cluster';
      readonly context: string;
      readonly serverVersion: string;
      /** Flags that make kubectl speak to the same server as the same user, for commands that a user may copy; no secrets. */
      readonly kubectlFlags: readonly string[];
      /** Flags of the call for debug pods, such as their namespace: a call that reads the same nodes needs them, too. */
      readonly podFlags: readonly string[];
    }
  | {
      readonly type: 'snapshot';
      readonly path: string;
      readonly capturedAt: string;
      readonly serverVersion: string;
      readonly clusterName: string;
      /** Whether names and addresses in it were replaced. */
      readonly redacted: boolean;
    };
