import type {Agent, OutgoingHttpHeaders} from 'node:http';
import type {RequestOptions} from 'node:https';
import {KubeConfig} from '@kubernetes/client-node/dist/config.js';
import {UserError} from '../errors.ts';
import type {ChosenContext} from './context-flags.ts';
import {defined} from './defined.ts';
import type {ApiEnvironment} from './environment.ts';
import {type ExecCredential, runExecPlugin} from './exec-credential.ts';
import {proxyFromEnvironment} from './proxy-from-environment.ts';
import {readNamedFile, readTokenFile} from './secret-file.ts';
import {systemCertificates} from './system-certificates.ts';

/** What a request needs to be let in. */
export interface Credentials {
  readonly headers: OutgoingHttpHeaders;
  readonly agent: Agent;
  /** Counts how often the credentials were made anew. */
  readonly revision: number;
}

/** Gives the credentials of one user for one server. */
export interface Authenticator {
  /** The credentials as they are now; made anew when they have expired. */
  current(): Promise<Credentials>;
  /** Other credentials, after the server refused those of that revision; undefined if there can be no others. */
  renewed(refusedRevision: number): Promise<Credentials | undefined>;
  /** Closes the connections. */
  close(): void;
}

/** Tokens in files and of legacy providers are looked at again after this time, as client-go does. */
const LOOK_AGAIN = 60_000;

/** Makes the credentials of a context, by the library's providers and agents where those do what kubectl does. */
export function createAuthenticator(chosen: ChosenContext, environment: ApiEnvironment): Authenticator {
  const {user} = chosen;
  const renewable =
    user.exec !== undefined || user.tokenFile !== undefined || user.authProvider !== undefined;
  let latest: Loaded | undefined;
  let pending: Promise<Loaded> | undefined;
  const load = async () => {
    latest = await loadCredentials({chosen, environment}, latest);
    return latest;
  };
  const loadOnce = () => {
    pending ??= load().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return {
    async current() {
      return latest && latest.expires > environment.now() ? latest : await loadOnce();
    },
    async renewed(refusedRevision) {
      if (!renewable) return undefined;
      return latest && latest.revision > refusedRevision ? latest : await loadOnce();
    },
    close: () => latest?.agent.destroy(),
  };
}

interface Loaded extends Credentials {
  readonly expires: number;
  /** What the TLS connections depend on; as long as it is the same, they are kept. */
  readonly identity: string;
}

interface Loading {
  readonly chosen: ChosenContext;
  readonly environment: ApiEnvironment;
}

async function loadCredentials({chosen, environment}: Loading, previous?: Loaded): Promise<Loaded> {
  const {cluster, user} = chosen;
  const ca = await authority(chosen);
  // A token or password in the kubeconfig comes before the plugin, as in client-go.
  const exec = user.token || user.tokenFile || user.username ? undefined : user.exec;
  const credential = exec && (await runExecPlugin({exec, cluster, ca, environment}));
  const cert =
    credential?.certificate ?? (await base64OrFile(user.certData, user.certFile, 'client-certificate'));
  const key = credential?.key ?? (await base64OrFile(user.keyData, user.keyFile, 'client-key'));
  const token = user.tokenFile ? await readTokenFile(user.tokenFile) : (user.token ?? credential?.token);
  const options = await optionsOfLibrary({chosen, environment, ca, cert, key, token});
  const identity = `${cert ?? ''} ${key ?? ''}`;
  return {
    headers: {...options.headers, ...impersonationHeaders(chosen)},
    agent: previous?.identity === identity ? previous.agent : keepAlive(options.agent),
    revision: (previous?.revision ?? 0) + 1,
    expires: expiryOf(
      user.tokenFile || user.authProvider ? environment.now() + LOOK_AGAIN : undefined,
      credential,
    ),
    identity,
  };
}

function expiryOf(lookAgain: number | undefined, credential: ExecCredential | undefined): number {
  return lookAgain ?? credential?.expires ?? Number.POSITIVE_INFINITY;
}

async function authority({cluster}: ChosenContext): Promise<Buffer | undefined> {
  if (cluster.caData) return Buffer.from(cluster.caData, 'base64');
  if (cluster.caFile) return await readNamedFile(cluster.caFile, 'certificate-authority');
  return undefined;
}

async function base64OrFile(data: string | undefined, file: string | undefined, field: string) {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return file ? (await readNamedFile(file, field)).toString('utf8') : undefined;
}

interface LibraryOptions {
  readonly agent: Agent;
  readonly headers: OutgoingHttpHeaders;
}

interface Material extends Loading {
  readonly ca: Buffer | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

/** Hands one cluster and one user to the library; its agent knows proxies of all kinds, its providers OpenID Connect. */
async function optionsOfLibrary(material: Material): Promise<LibraryOptions> {
  const {chosen, environment, ca, cert, key, token} = material;
  const {cluster, user} = chosen;
  const plain = cluster.server.startsWith('http:');
  const trusted =
    ca ?? (plain || cluster.skipTlsVerify ? undefined : await systemCertificates(environment.variables));
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server: cluster.server,
        // The library refuses plain HTTP without this; kubectl does not.
        skipTLSVerify: cluster.skipTlsVerify || plain,
        ...defined({
          caData: trusted?.toString('base64'),
          tlsServerName: cluster.tlsServerName,
          proxyUrl: cluster.proxyUrl ?? proxyFromEnvironment(cluster.server, environment.variables),
        }),
      },
    ],
    users: [{name: 'user', ...defined({token, authProvider: user.authProvider, ...base64({cert, key})})}],
    contexts: [{name: 'context', cluster: 'cluster', user: 'user'}],
    currentContext: 'context',
  });
  // Said outright: otherwise variables of Node.js decide.
  const rejectUnauthorized = !cluster.skipTlsVerify;
  const options: RequestOptions & {headers: Record<string, string>} = {headers: {}, rejectUnauthorized};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    throw providerFailed(cause);
  }
  // An agent for a proxy that speaks TLS itself takes this for it.
  const agent = Object.assign(options.agent as Agent, {proxyRequestOptions: {rejectUnauthorized: true}});
  return {agent, headers: {...options.headers, ...basicAuthorization(chosen)}};
}

function base64({cert, key}: {readonly cert: string | undefined; readonly key: string | undefined}) {
  return {
    certData: cert && Buffer.from(cert).toString('base64'),
    keyData: key && Buffer.from(key).toString('base64'),
  };
}

function providerFailed(cause: unknown): UserError {
  return new UserError({
    code: 'credentials-failed',
    message: `the credentials in the kubeconfig could not be used: ${(cause as Error).message}`,
    remedy: 'log in again as you do for kubectl, and check proxy-url and auth-provider in the kubeconfig',
    cause,
  });
}

function basicAuthorization({user}: ChosenContext): OutgoingHttpHeaders {
  if (!user.username) return {};
  return {
    Authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`,
  };
}

function impersonationHeaders({impersonation}: ChosenContext): OutgoingHttpHeaders {
  const {user, uid, groups, extra} = impersonation;
  const headers: OutgoingHttpHeaders = defined({'Impersonate-User': user, 'Impersonate-Uid': uid});
  if (groups.length > 0) headers['Impersonate-Group'] = [...groups];
  for (const [key, values] of Object.entries(extra)) {
    headers[`Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`] = [...values];
  }
  return headers;
}

function keepAlive(agent: Agent): Agent {
  // The library makes agents that close after each request and offers no option for that.
  return Object.assign(agent, {keepAlive: true, keepAliveMsecs: 30_000});
}
