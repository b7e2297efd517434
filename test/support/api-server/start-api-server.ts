import {mkdtempSync, rmSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import https from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Grants} from './authorization.ts';
import {befall} from './befall.ts';
import {type Authority, createAuthority, type KeyPair} from './certificates.ts';
import type {ContainerLog} from './container-log.ts';
import {answerExec, type Exec} from './exec.ts';
import {Faults} from './faults.ts';
import {handleRequest, type Machinery} from './handle-request.ts';
import {KINDS} from './kinds.ts';
import {kubeconfigOf, writeConfig} from './kubeconfig-file.ts';
import {type Kubelet, PodRunner} from './kubelet.ts';
import {Lists} from './list-objects.ts';
import {type ApiObject, ObjectStore} from './object-store.ts';
import {readSnapshotObjects} from './snapshot-objects.ts';
import {StatusError} from './status-error.ts';
import {type User, Users} from './users.ts';
import {Watches} from './watch-objects.ts';

/** How the test API server behaves. */
export interface ApiServerOptions {
  /** Default: every pod ends at once with an empty log. */
  readonly kubelet?: Kubelet;
  /** Runs commands in Pods; default: none can be run. */
  readonly exec?: Exec;
  /** Milliseconds between bookmarks; default 60,000. */
  readonly bookmarkInterval?: number;
  /** Whether long answers are compressed for clients that accept it. */
  readonly compress?: boolean;
  readonly version?: string;
  /** Another address of the loopback interface. */
  readonly host?: string;
}

/** One request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** Who sent it; undefined for nobody known. */
  readonly user: Pick<User, 'name' | 'groups'> | undefined;
  /** Number of its connection, from 1. */
  readonly connection: number;
  readonly body: string;
  /** Status of the answer; 0 while there is none. */
  status: number;
}

/** An API server for tests, in this process, on the loopback interface. */
export interface TestApiServer {
  readonly url: string;
  readonly port: number;
  readonly authority: Authority;
  /** Certificate of `admin`, who may do everything, in group `system:masters`. */
  readonly admin: KeyPair;
  /** A directory of this server's own, removed with it. */
  readonly directory: string;
  /** Kubeconfig of `admin`. */
  readonly kubeconfigPath: string;
  readonly requests: SeenRequest[];
  readonly faults: Faults;
  readonly users: Users;
  readonly watches: Watches;
  /** How many TLS connections were made so far. */
  connections(): number;
  put(object: object): ApiObject;
  remove(kind: string, namespace: string | undefined, name: string): void;
  objects(kind: string): readonly ApiObject[];
  /** Gives a pod a log without running it. */
  setLog(pod: ApiObject, text: string): void;
  /** Gives a pod a log that is kept line by line, to be written, followed, restarted and rotated. */
  keepLog(pod: ApiObject): ContainerLog;
  /** Gives a pod a log that is read from a file, times included. */
  setLogFile(pod: ApiObject, file: string): void;
  /** Forgets history and continue tokens: what relies on them gets a 410. */
  compact(): void;
  /** Puts the objects of a snapshot directory into the server. */
  loadSnapshot(directory: string): void;
  /** Adds a user with a token who may do only this, and gives the path of a kubeconfig. */
  addUser(name: string, grants: Grants): string;
  /** Writes a kubeconfig for this server. */
  writeKubeconfig(
    name: string,
    parts: {user?: object; cluster?: object; server?: string; namespace?: string},
  ): string;
  /** Is not there for a while: connections break, new ones are refused. Resolves when it is back at the same port. */
  away(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a test API server. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<TestApiServer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-api-'));
  const authority = createAuthority(path.join(directory, 'pki'));
  const altNames = ['localhost', 'api.test', 'kubernetes', '127.0.0.1', '127.0.0.2', '::1'];
  const serving = authority.issue('server', {commonName: 'kube-apiserver', altNames});
  const admin = authority.issue('admin', {commonName: 'admin', organizations: ['system:masters']});
  const users = new Users();
  users.add({name: 'admin', groups: ['system:masters'], token: 'admin-token', password: 'admin-password'});
  const parts = createParts(options);
  const front = {
    ...parts,
    users,
    faults: new Faults(),
    requests: [] as SeenRequest[],
    compress: options.compress ?? false,
  };
  const numbers = new WeakMap<Socket, number>();
  let connections = 0;
  const server = https.createServer(
    {cert: serving.cert, key: serving.key, ca: authority.cert, requestCert: true, rejectUnauthorized: false},
    (request, response) =>
      void answer(front, {request, response, connection: numbers.get(request.socket) ?? 0}),
  );
  server.keepAliveTimeout = 60_000;
  const noExec: Exec = async () => ({stdout: Buffer.alloc(0), failure: 'this server runs no commands'});
  server.on('upgrade', (request, socket, head) => {
    const user = users.identify(request);
    const {pathname: asked, searchParams} = new URL(request.url ?? '/', 'https://server');
    const seen = {
      method: 'GET',
      path: asked,
      query: Object.fromEntries(searchParams),
      headers: request.headers,
    };
    front.requests.push({...seen, user, connection: 0, body: '', status: 101});
    answerExec({store: parts.store, exec: options.exec ?? noExec, user}, {request, socket, head});
  });
  server.on('secureConnection', (socket) => numbers.set(socket, ++connections));
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const url = `https://${options.host ?? '127.0.0.1'}:${port}`;
  const clusterPart = {'certificate-authority': authority.certFile};
  const writeKubeconfig: TestApiServer['writeKubeconfig'] = (name, given) =>
    writeConfig(
      path.join(directory, name),
      kubeconfigOf({server: url, ...given, cluster: {...clusterPart, ...given.cluster}}),
    );
  const certificates = {'client-certificate': admin.certFile, 'client-key': admin.keyFile};
  return {
    ...{url, port, authority, admin, directory, users, writeKubeconfig},
    kubeconfigPath: writeKubeconfig('admin.kubeconfig', {user: certificates}),
    requests: front.requests,
    faults: front.faults,
    watches: parts.watches,
    connections: () => connections,
    ...objectAccess(parts),
    addUser(name, grants) {
      users.add({name, grants, token: `${name}-token`});
      return writeKubeconfig(`${name}.kubeconfig`, {user: {token: `${name}-token`}});
    },
    async away(milliseconds) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await wait(milliseconds);
      await new Promise<void>((resolve) => server.listen(port, options.host ?? '127.0.0.1', resolve));
    },
    async close() {
      parts.pods.close();
      parts.watches.closeAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, {recursive: true, force: true});
    },
  };
}

function createParts({kubelet, bookmarkInterval = 60_000, version = 'v1.34.2'}: ApiServerOptions): Machinery {
  const store = new ObjectStore();
  const runs = kubelet ?? (() => ({kind: 'ran' as const, log: ''}));
  return {
    store,
    lists: new Lists(store),
    watches: new Watches(store, bookmarkInterval),
    pods: new PodRunner(store, kindNamed('Pod'), runs),
    version,
  };
}

function kindNamed(name: string) {
  const found = KINDS.find(({kind}) => kind === name);
  if (!found) throw new Error(`the test API server knows no ${name}`);
  return found;
}

function objectAccess({store, lists, pods}: Machinery) {
  return {
    put: (object: object) => store.put(object),
    remove(kind: string, namespace: string | undefined, name: string) {
      const removed = store.remove(kindNamed(kind), namespace, name);
      if (removed && kind === 'Pod') pods.stop(removed);
    },
    objects: (kind: string) => store.list(kindNamed(kind)).map(({object}) => object),
    setLogFile: (pod: ApiObject, file: string) => pods.setLogFile(pod.metadata.uid, file),
    keepLog: (pod: ApiObject) => pods.keepLog(pod.metadata.uid),
    setLog: (pod: ApiObject, text: string) => pods.setLog(pod.metadata.uid, text),
    compact() {
      store.compact();
      lists.forget();
    },
    loadSnapshot(directory: string) {
      for (const object of readSnapshotObjects(directory)) store.put(object);
    },
  };
}

interface Front extends Machinery {
  readonly users: Users;
  readonly faults: Faults;
  readonly requests: SeenRequest[];
  readonly compress: boolean;
}

interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: number;
}

async function answer(front: Front, {request, response, connection}: Arrival): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://server');
  const method = request.method ?? 'GET';
  const body = await readText(request);
  const user = front.users.identify(request);
  const query = Object.fromEntries(url.searchParams);
  const {headers} = request;
  const seen: SeenRequest = {method, path: url.pathname, query, headers, user, connection, body, status: 0};
  front.requests.push(seen);
  response.on('finish', () => {
    seen.status = response.statusCode;
  });
  const compress = front.compress && /gzip/.test(String(headers['accept-encoding']));
  try {
    const fault = front.faults.take(method, request.url ?? '');
    if (fault && (await befall(fault, response, url))) return;
    await handleRequest(front, {request, response, url, body, user, compress});
  } catch (error) {
    refuse(response, error);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const status = error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error));
  response.writeHead(status.code, {'Content-Type': 'application/json', ...status.headers});
  response.end(`${JSON.stringify(status.status)}\n`);
}
