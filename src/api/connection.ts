import {UserError} from '../errors.ts';
import {type ConnectionOptions, parseGoDuration} from '../model/index.ts';
import {type Authenticator, createAuthenticator} from './authenticator.ts';
import {chooseContext} from './choose-context.ts';
import type {ChosenContext} from './context-flags.ts';
import type {ApiEnvironment} from './environment.ts';
import {inClusterContext} from './in-cluster.ts';
import {loadKubeconfig} from './load-kubeconfig.ts';
import {secureContext} from './secure-context.ts';

/** A server and how to be let in; fixed from now on, whatever happens to the kubeconfig. */
export interface Connection {
  readonly server: string;
  readonly context: string;
  readonly namespace: string;
  /** The user as a message names it. */
  readonly userName: string;
  readonly kubectlFlags: readonly string[];
  readonly compress: boolean;
  /** Milliseconds; 0 for none. */
  readonly requestTimeout: number;
  readonly authenticator: Authenticator;
  readonly environment: ApiEnvironment;
}

const DEFAULT_REQUEST_TIMEOUT = 60_000;

/** Finds the cluster that kubectl would use. Reads files, but does not yet talk to the server. Throws `UserError`. */
export async function openConnection(
  options: ConnectionOptions,
  environment: ApiEnvironment,
): Promise<Connection> {
  const requestTimeout = parseRequestTimeout(options.requestTimeout);
  const config = await loadKubeconfig(options.kubeconfig, environment);
  const found = config
    ? chooseContext(config, options)
    : ((await inClusterContext(environment, options)) ?? withoutKubeconfig(options));
  if (!found) throw noKubeconfig();
  const chosen = secureContext(found, environment);
  return {
    server: chosen.cluster.server,
    context: chosen.context,
    namespace: chosen.namespace,
    userName: chosen.impersonation.user ?? (chosen.userName || 'anonymous'),
    kubectlFlags: kubectlFlags({...options, server: options.server && chosen.cluster.server}, chosen.context),
    compress: !chosen.cluster.disableCompression,
    requestTimeout,
    authenticator: createAuthenticator(chosen, environment),
    environment,
  };
}

/** Milliseconds of `--request-timeout`. Throws `UserError` if the text is not a duration. */
function parseRequestTimeout(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_REQUEST_TIMEOUT;
  const seconds = /^\d+$/.test(text) ? Number(text) : parseGoDuration(text);
  if (seconds !== undefined) return seconds * 1000;
  throw new UserError({
    code: 'usage',
    message: `--request-timeout ${text} is not a duration`,
    remedy: 'write it as 30s, 2m or 1h, or as a number of seconds; 0 means no limit',
  });
}

/** A server named by flag needs no kubeconfig. */
function withoutKubeconfig(options: ConnectionOptions): ChosenContext | undefined {
  if (!options.server) return undefined;
  const empty = {files: [], currentContext: '', clusters: new Map(), users: new Map(), contexts: new Map()};
  return chooseContext(empty, options);
}

function kubectlFlags(options: ConnectionOptions, context: string): readonly string[] {
  const flag = (name: string, value: string | undefined) => (value ? [`--${name}=${value}`] : []);
  return [
    ...flag('kubeconfig', options.kubeconfig),
    ...flag('context', context === 'in-cluster' ? undefined : context),
    ...flag('cluster', options.cluster),
    ...flag('user', options.user),
    ...flag('server', options.server),
    ...flag('client-certificate', options.clientCertificate),
    ...flag('client-key', options.clientKey),
    ...flag('certificate-authority', options.certificateAuthority),
    ...flag('tls-server-name', options.tlsServerName),
    ...flag('insecure-skip-tls-verify', options.insecureSkipTlsVerify ? 'true' : undefined),
    ...flag('as', options.as),
    ...(options.asGroups ?? []).flatMap((group) => flag('as-group', group)),
    ...flag('as-uid', options.asUid),
  ];
}

function noKubeconfig(): UserError {
  return new UserError({
    code: 'kubeconfig-not-found',
    message: 'there is no kubeconfig, so there is no cluster to read',
    remedy: 'set KUBECONFIG, give --kubeconfig or --server, or read a snapshot with --from',
  });
}
