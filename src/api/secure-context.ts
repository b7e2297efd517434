import {UserError} from '../errors.ts';
import type {ChosenContext} from './context-flags.ts';
import type {ApiEnvironment} from './environment.ts';
import type {UserEntry} from './kubeconfig.ts';

/**
 * The context with only the secrets that may be sent to its server: none without TLS (client-go
 * `tools/clientcmd/client_config.go`: "only try to read the auth information if we are secure"), and those of the server's
 * address as credentials, so that no message shows them. Throws `UserError`.
 */
export function secureContext(
  chosen: ChosenContext,
  environment: Pick<ApiEnvironment, 'warn'>,
): ChosenContext {
  const {cluster, user} = chosen;
  if (cluster.skipTlsVerify && (cluster.caData || cluster.caFile)) throw contradictory(chosen);
  const url = addressOf(cluster.server);
  const {username, password} = url;
  url.username = '';
  url.password = '';
  const named = username === '' && password === '' ? undefined : {username, password};
  // Paths are put behind it.
  const server = (named ? url.href : cluster.server).replace(/\/+$/, '');
  const secured = {...chosen, cluster: {...cluster, server}};
  if (url.protocol === 'https:') return {...secured, user: withAddress(user, named)};
  if ((named || hasSecret(user)) && !isHere(url))
    environment.warn(
      `no credentials are sent to ${secured.cluster.server}, because the connection is not encrypted: use https`,
    );
  return {...secured, user: {impersonation: user.impersonation}};
}

function addressOf(server: string): URL {
  // client-go guesses the scheme where there is none; nobody should rely on that.
  if (URL.canParse(server) && !/\s/.test(server) && /^https?:/i.test(server)) return new URL(server);
  const shown = server.replace(/\/\/[^/]*@/, '//');
  throw new UserError({
    code: 'kubeconfig-invalid',
    message: `the server ${shown} is not an address of the form https://HOST:PORT`,
    remedy: 'correct the cluster in the kubeconfig, or --server',
  });
}

/** Go sends what an address holds if nothing else is sent. */
function withAddress(
  user: UserEntry,
  named: {readonly username: string; readonly password: string} | undefined,
): UserEntry {
  if (!named || user.token || user.tokenFile || user.username || user.exec || user.authProvider) return user;
  return {
    ...user,
    username: decodeURIComponent(named.username),
    password: decodeURIComponent(named.password),
  };
}

function hasSecret({impersonation: _, ...secrets}: UserEntry): boolean {
  return Object.keys(secrets).length > 0;
}

/** `kubectl proxy` listens on the same machine, and needs no credentials. */
function isHere({hostname}: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function contradictory({clusterName, context}: ChosenContext): UserError {
  return new UserError({
    code: 'kubeconfig-invalid',
    message:
      `cluster ${clusterName} of context ${context} has a certificate authority, but also insecure-skip-tls-verify, ` +
      'which ignores it',
    remedy: 'remove one of them from the kubeconfig',
  });
}
