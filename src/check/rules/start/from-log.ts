import {logRule} from '../../log-rule.ts';

/** Calls of kube-proxy to the kernel that fail. */
export const NETLINK_FAILS = logRule('IPVS070', {
  message:
    "the kernel rejects kube-proxy's netlink calls, so virtual or real servers may be missing or stale",
  cause: 'kernel-refuses',
});

/** A kube-proxy that did not learn its node's addresses when it started goes on without them until it is restarted. */
export const NODE_ADDRESS_UNKNOWN = logRule('IPVS072', {
  message: "kube-proxy does not know its node's addresses, or keeps using old ones",
  persists: true,
  // Lines that each start has.
  except: ['Record nodeIP and family'],
});

/** A configuration that kube-proxy refuses: it ends at once, again and again. */
export const CONFIGURATION_INVALID = logRule('IPVS091', {
  message: 'kube-proxy rejects its configuration and exits; its tables stay as the last good run left them',
  cause: 'configuration-invalid',
});
