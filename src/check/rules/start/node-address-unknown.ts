import {logRule} from '../../log-rule.ts';

/** A kube-proxy that did not learn its node's addresses when it started goes on without them until it is restarted. */
export const NODE_ADDRESS_UNKNOWN = logRule('IPVS072', {
  message: "kube-proxy does not know its node's addresses, or keeps using old ones",
  persists: true,
  // Lines that each start has.
  except: ['Record nodeIP and family'],
});
