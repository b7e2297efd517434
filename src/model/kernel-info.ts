/** The running kernel, as `uname -a` names it. */
export interface KernelInfo {
  /** The operating system's host name, which need not be the node's name. */
  readonly hostName: string;
  /** `6.1.0-56-cloud-amd64`. */
  readonly kernelRelease: string;
  readonly kernelVersion: {readonly major: number; readonly minor: number};
  /** `x86_64`, `aarch64`. */
  readonly machine: string;
}
