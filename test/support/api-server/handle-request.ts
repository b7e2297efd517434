import {createReadStream} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {pipeline} from 'node:stream/promises';
import {gzipSync} from 'node:zlib';
import {allows} from './authorization.ts';
import {removePodsOf, runDaemonSet} from './daemon-sets.ts';
import {discovery} from './discovery.ts';
import {KINDS, type Target, targetOf} from './kinds.ts';
import type {PodRunner} from './kubelet.ts';
import type {Lists} from './list-objects.ts';
import type {ApiObject, ObjectStore} from './object-store.ts';
import {sendLog} from './pod-log.ts';
import {selectionOf} from './selection.ts';
import {StatusError} from './status-error.ts';
import type {User} from './users.ts';
import type {Watches} from './watch-objects.ts';

/** The parts of the server that answer requests. */
export interface Machinery {
  readonly store: ObjectStore;
  readonly lists: Lists;
  readonly watches: Watches;
  readonly pods: PodRunner;
  readonly version: string;
}

/** A request with what is known of it. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: string;
  readonly user: User | undefined;
  /** Whether a long answer is to be compressed. */
  readonly compress: boolean;
}

const POD = KINDS.find(({kind}) => kind === 'Pod');
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Answers one request. Throws `StatusError` for what is refused. */
export async function handleRequest(machinery: Machinery, call: Call): Promise<void> {
  const {url, user, response} = call;
  if (url.pathname === '/version') {
    const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(machinery.version) ?? [];
    return sendJson(response, 200, {major, minor, gitVersion: machinery.version});
  }
  if (/^\/(readyz|livez|healthz)$/.test(url.pathname)) return void response.end('ok');
  if (!user) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  if (/protobuf/.test(call.request.headers['content-type'] ?? '')) {
    throw new StatusError(415, 'UnsupportedMediaType', 'the test API server reads JSON only');
  }
  if (url.pathname === REVIEWS) return review(call, user);
  const described = discovery(url.pathname);
  if (described) return sendJson(response, 200, described);
  const target = targetOf(url.pathname);
  if (!target) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
  authorize(call, target, user);
  await act(machinery, call, target);
}

/** Sends an object as the answer. */
function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {'Content-Type': 'application/json'});
  response.end(`${JSON.stringify(body)}\n`);
}

function sendList({response, compress}: Call, text: string): void {
  const zip = compress && text.length > 128 * 1024;
  response.writeHead(200, {'Content-Type': 'application/json', ...(zip && {'Content-Encoding': 'gzip'})});
  response.end(zip ? gzipSync(text, {level: 1}) : text);
}

function verbOf({request, url}: Call, {name}: Target): string {
  if (request.method === 'POST') return 'create';
  if (request.method === 'PATCH') return 'patch';
  if (request.method === 'DELETE') return name ? 'delete' : 'deletecollection';
  if (url.searchParams.get('watch') === 'true') return 'watch';
  return name ? 'get' : 'list';
}

function authorize(call: Call, target: Target, user: User): void {
  const {kind, namespace, name, subresource} = target;
  const verb = verbOf(call, target);
  if (allows(user.grants, {verb, group: kind.group, resource: kind.resource, subresource, namespace, name}))
    return;
  const resource = subresource ? `${kind.resource}/${subresource}` : kind.resource;
  const which = name ? `${resource} "${name}"` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const what = `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
  throw new StatusError(403, 'Forbidden', `${which} is forbidden: ${what}`);
}

function review({body, response}: Call, user: User): void {
  const given = JSON.parse(body) as {spec: {resourceAttributes: Record<string, string>}};
  const {verb = '', group = '', resource = '', ...rest} = given.spec.resourceAttributes;
  sendJson(response, 201, {
    ...given,
    status: {allowed: allows(user.grants, {...rest, verb, group, resource})},
  });
}

function act(machinery: Machinery, call: Call, target: Target): Promise<void> | void {
  const verb = verbOf(call, target);
  const {response, url} = call;
  const {watches, lists} = machinery;
  if (verb === 'watch') return watches.start(target, url.searchParams, response);
  if (verb === 'list') {
    const text = lists.answer(target, url.searchParams);
    return sendList(call, text);
  }
  if (verb === 'create') return create(machinery, call, target);
  if (verb === 'deletecollection') return removeAll(machinery, call, target);
  const object = machinery.store.get(target.kind, target.namespace, target.name ?? '');
  if (!object) throw notFound(target);
  if (verb === 'delete') return removeOne(machinery, call, {target, object});
  if (verb !== 'get') throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method');
  if (target.subresource === 'log') return log(machinery, call, object);
  sendJson(response, 200, object);
}

function notFound({kind, name}: Target): StatusError {
  return new StatusError(404, 'NotFound', `${kind.resource} "${name}" not found`);
}

function create({store, pods}: Machinery, {body, response, url}: Call, {kind, namespace}: Target): void {
  const given = JSON.parse(body) as ApiObject;
  if (url.searchParams.get('dryRun') === 'All') {
    sendJson(response, 201, given);
    return;
  }
  const {name} = given.metadata;
  if (name && store.get(kind, namespace, name)) {
    throw new StatusError(409, 'AlreadyExists', `${kind.resource} "${name}" already exists`);
  }
  const object = store.put({
    ...given,
    kind: kind.kind,
    metadata: {...given.metadata, ...(namespace && {namespace})},
    ...(kind === POD && {status: {phase: 'Pending'}}),
  });
  sendJson(response, 201, object);
  if (kind === POD && object.spec?.nodeName) pods.start(object);
  if (kind.kind === 'DaemonSet') runDaemonSet(object, store, pods);
}

interface Found {
  readonly target: Target;
  readonly object: ApiObject;
}

function removeOne({store, pods}: Machinery, {body, response}: Call, {target, object}: Found): void {
  const options = (body ? JSON.parse(body) : {}) as {preconditions?: {uid?: string}};
  const wanted = options.preconditions?.uid;
  if (wanted && wanted !== object.metadata.uid) {
    const message = `the UID in the precondition (${wanted}) does not match the UID in record (${object.metadata.uid})`;
    throw new StatusError(409, 'Conflict', message);
  }
  const removed = store.remove(target.kind, target.namespace, object.metadata.name);
  if (target.kind === POD) pods.stop(object);
  sendJson(response, 200, removed ?? object);
}

function removeAll({store, pods}: Machinery, {url, response}: Call, {kind, namespace}: Target): void {
  const selected = selectionOf(namespace, url.searchParams);
  const doomed = store.list(kind).filter(({object}) => selected(object));
  for (const {object} of doomed) {
    store.remove(kind, object.metadata.namespace, object.metadata.name);
    if (kind === POD) pods.stop(object);
    if (kind.kind === 'DaemonSet') removePodsOf(object, store, pods);
  }
  sendJson(response, 200, {kind: `${kind.kind}List`, metadata: {}, items: doomed.map(({object}) => object)});
}

function log({pods}: Machinery, {url, response}: Call, pod: ApiObject): Promise<void> {
  const file = pods.logFile(pod.metadata.uid);
  if (file !== undefined) return pipeline(createReadStream(file), response);
  const kept = pods.containerLog(pod.metadata.uid);
  if (kept) {
    const answer = kept.answer(url.searchParams, response);
    if (answer !== undefined) return answer;
    const name = url.searchParams.get('container');
    throw new StatusError(
      400,
      'BadRequest',
      `previous terminated container "${name}" in pod "${pod.metadata.name}" not found`,
    );
  }
  const found = pods.log(pod.metadata.uid);
  if (found) return sendLog(found, url.searchParams, response);
  const message = `container in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`;
  throw new StatusError(400, 'BadRequest', message);
}
