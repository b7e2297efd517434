import type {KernelInfo} from '../model/index.ts';

/** Whether a kernel is older than a release of the mainline kernel. */
export function isOlderKernel({kernelVersion}: KernelInfo, major: number, minor: number): boolean {
  return kernelVersion.major < major || (kernelVersion.major === major && kernelVersion.minor < minor);
}

/** Releases of distributors that put many later changes into an old kernel, as Red Hat does. */
export function hasBackports({kernelRelease}: KernelInfo): boolean {
  return /\.el\d|\.amzn\d|\.fc\d|\.uek/.test(kernelRelease);
}
