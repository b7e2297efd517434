import {logRule} from '../../log-rule.ts';

/** Calls of kube-proxy to the kernel that fail. */
export const NETLINK_FAILS = logRule('IPVS070', {
  message:
    "the kernel rejects kube-proxy's netlink calls, so virtual or real servers may be missing or stale",
  cause: 'kernel-refuses',
});
