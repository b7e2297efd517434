import {spawn} from 'node:child_process';
import {UserError} from '../errors.ts';
import {type JsonObject, optionalObject, optionalString} from '../model/index.ts';
import {defined} from './defined.ts';
import type {ApiEnvironment} from './environment.ts';
import type {ClusterEntry, ExecEntry} from './kubeconfig.ts';

/** What a credential plugin gave. */
export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
  /** Milliseconds since 1970; undefined: until the server refuses it. */
  readonly expires?: number;
}

/** A call of a credential plugin. */
export interface ExecCall {
  readonly exec: ExecEntry;
  readonly cluster: ClusterEntry;
  /** PEM of the certificate authority, for plugins that ask for it. */
  readonly ca: Buffer | undefined;
  readonly environment: Pick<ApiEnvironment, 'variables' | 'interactive' | 'show'>;
}

/** Runs a credential plugin as kubectl does (client-go `plugin/pkg/client/auth/exec/exec.go`). Throws `UserError`. */
export async function runExecPlugin(call: ExecCall): Promise<ExecCredential> {
  const {exec, environment} = call;
  if (exec.interactiveMode === 'Always' && !environment.interactive) {
    throw failed(exec, 'it needs a terminal, and standard input is not a terminal');
  }
  const interactive = exec.interactiveMode !== 'Never' && environment.interactive;
  const env = {
    ...environment.variables,
    ...Object.fromEntries(exec.env.map(({name, value}) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(call, interactive)),
  };
  const output = await run(exec, env, {interactive, show: environment.show});
  return readCredential(exec, output);
}

function execInfo({exec, cluster, ca}: ExecCall, interactive: boolean): unknown {
  const described = defined({
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTlsVerify || undefined,
    'certificate-authority-data': ca?.toString('base64'),
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression || undefined,
    config: cluster.execConfig,
  });
  return {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: {...(exec.provideClusterInfo && {cluster: described}), interactive},
  };
}

interface Terminal {
  readonly interactive: boolean;
  readonly show: (text: string) => void;
}

function run(exec: ExecEntry, env: NodeJS.ProcessEnv, {interactive, show}: Terminal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(exec.command, exec.args, {
      env,
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    const printed: Buffer[] = [];
    let complaint = '';
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
    // As kubectl does: a plugin that asks to open a web page needs no terminal for that.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
      show(text);
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? `the program ${exec.command} was not found` : cause.message;
      reject(failed(exec, why, cause));
    });
    child.on('close', (status, killedBy) => {
      if (status === 0) return resolve(Buffer.concat(printed).toString('utf8'));
      const how = killedBy ? `it was killed by ${killedBy}` : `it exited with status ${status}`;
      reject(failed(exec, complaint.trim() ? `${how}: ${complaint.trim()}` : how));
    });
  });
}

function readCredential(exec: ExecEntry, output: string): ExecCredential {
  const status = readStatus(exec, output);
  const token = optionalString(status.token, 'status.token') || undefined;
  const certificate =
    optionalString(status.clientCertificateData, 'status.clientCertificateData') || undefined;
  const key = optionalString(status.clientKeyData, 'status.clientKeyData') || undefined;
  if (token === undefined && (certificate === undefined || key === undefined)) {
    throw failed(exec, 'it gave neither a token nor a client certificate with its key');
  }
  const expiry = Date.parse(optionalString(status.expirationTimestamp, 'status.expirationTimestamp') ?? '');
  return defined({token, certificate, key, expires: Number.isNaN(expiry) ? undefined : expiry});
}

function readStatus(exec: ExecEntry, output: string): JsonObject {
  let credential: JsonObject;
  try {
    credential = optionalObject(JSON.parse(output), '');
  } catch (cause) {
    throw failed(exec, 'its output is not an ExecCredential in JSON', cause);
  }
  if (credential.kind !== 'ExecCredential' || credential.apiVersion !== exec.apiVersion) {
    const found = `${String(credential.kind)} of ${String(credential.apiVersion)}`;
    throw failed(exec, `it printed ${found}, where an ExecCredential of ${exec.apiVersion} was expected`);
  }
  return optionalObject(credential.status, 'status');
}

function failed(exec: ExecEntry, why: string, cause?: unknown): UserError {
  return new UserError({
    code: 'credentials-failed',
    message: `the credential plugin ${exec.command} returned no credentials: ${why}`,
    remedy: exec.installHint || 'run the plugin by hand, or log in again as you do for kubectl',
    cause,
  });
}
