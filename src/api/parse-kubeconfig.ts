import path from 'node:path';
import {loadAll} from 'js-yaml';
import {UserError} from '../errors.ts';
import {
  InvalidObjectError,
  type JsonObject,
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalString,
  requireObject,
} from '../model/index.ts';
import {defined} from './defined.ts';
import type {ClusterEntry, ContextEntry, Kubeconfig} from './kubeconfig.ts';
import {KUBECTL_YAML} from './kubectl-yaml.ts';
import {readUserEntry} from './user-entry.ts';

/** One kubeconfig file from its text. Relative paths in it are relative to the file. Throws `UserError`. */
export function parseKubeconfig(file: string, text: string): Kubeconfig {
  try {
    // kubectl reads the first document only, and of a key that is there twice the last.
    const config = optionalObject(loadAll(text, undefined, {schema: KUBECTL_YAML, json: true})[0], '');
    const resolve = (name: string) => path.resolve(path.dirname(file), name);
    return {
      files: [file],
      currentContext: optionalString(config['current-context'], 'current-context') ?? '',
      clusters: named(config, 'cluster', (json, where) => readCluster(json, where, resolve)),
      users: named(config, 'user', (json, where) => readUserEntry(json, where, resolve)),
      contexts: named(config, 'context', readContext),
    };
  } catch (cause) {
    throw invalidKubeconfig(file, cause);
  }
}

function invalidKubeconfig(file: string, cause: unknown): unknown {
  if (cause instanceof UserError) return cause;
  const {name, message} = cause as Error;
  if (name !== 'YAMLException' && !(cause instanceof InvalidObjectError)) return cause;
  const detail = name === 'YAMLException' ? `it is not valid YAML: ${message.split('\n')[0]}` : message;
  return new UserError({
    code: 'kubeconfig-invalid',
    message: `kubeconfig ${file}: ${detail}`,
    remedy: 'correct the file; kubectl config view shows whether kubectl can read it',
    cause,
  });
}

function named<Entry>(
  config: JsonObject,
  kind: string,
  readEntry: (json: JsonObject, where: string) => Entry,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  optionalList(config[`${kind}s`], `${kind}s`).forEach((json, index) => {
    const where = `${kind}s[${index}]`;
    const item = requireObject(json, where);
    const name = optionalString(item.name, `${where}.name`) ?? '';
    if (entries.has(name)) throw new InvalidObjectError(`${where}.name`, 'a name of its own', name);
    entries.set(name, readEntry(optionalObject(item[kind], `${where}.${kind}`), `${where}.${kind}`));
  });
  return entries;
}

function readCluster(json: JsonObject, where: string, resolve: (name: string) => string): ClusterEntry {
  const text = (name: string) => optionalString(json[name], `${where}.${name}`) || undefined;
  const flag = (name: string) => optionalBoolean(json[name], `${where}.${name}`) ?? false;
  const caFile = text('certificate-authority');
  return {
    server: text('server') ?? '',
    skipTlsVerify: flag('insecure-skip-tls-verify'),
    disableCompression: flag('disable-compression'),
    execConfig: execConfig(json),
    ...defined({
      caData: text('certificate-authority-data'),
      caFile: caFile && resolve(caFile),
      tlsServerName: text('tls-server-name'),
      proxyUrl: text('proxy-url'),
    }),
  };
}

function execConfig(cluster: JsonObject): unknown {
  const extensions = optionalList(cluster.extensions, 'extensions').map((entry) =>
    optionalObject(entry, 'extensions[]'),
  );
  return extensions.find(({name}) => name === 'client.authentication.k8s.io/exec')?.extension;
}

function readContext(json: JsonObject, where: string): ContextEntry {
  const text = (name: string) => optionalString(json[name], `${where}.${name}`) ?? '';
  return {cluster: text('cluster'), user: text('user'), namespace: text('namespace')};
}
