import {logRule} from '../../log-rule.ts';

/** A configuration that kube-proxy refuses: it ends at once, again and again. */
export const CONFIGURATION_INVALID = logRule('IPVS091', {
  message: 'kube-proxy rejects its configuration and exits; its tables stay as the last good run left them',
  cause: 'configuration-invalid',
});
