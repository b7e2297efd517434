import {InvalidObjectError, requireObject} from '../model/index.ts';
import {attributesOf} from './access-rule.ts';
import {ApiError} from './api-error.ts';

/** The kinds of the resources that this program asks for. */
const KINDS: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  daemonsets: 'DaemonSet',
  endpointslices: 'EndpointSlice',
  events: 'Event',
  namespaces: 'Namespace',
  nodes: 'Node',
  pods: 'Pod',
  services: 'Service',
};

/** The kind of the objects at a path of the API; empty for one that this program does not know. */
export function kindAt(path: string): string {
  return KINDS[attributesOf({method: 'GET', path})?.resource ?? ''] ?? '';
}

/** The answer to a request for one object. Throws `ApiError` if it is something else, which is not an object without fields. */
export function checkObject(server: string, path: string, json: unknown): unknown {
  const attributes = attributesOf({method: 'GET', path});
  const kind = kindAt(path);
  if (kind === '' || !attributes?.name || attributes.subresource !== undefined) return json;
  return reading({server, path}, () => {
    const {kind: found} = requireObject(json, '');
    if (found !== kind) throw new InvalidObjectError('kind', kind, found);
    return json;
  });
}

/** Reads an answer. Throws `ApiError` where it is not what was asked for: no proxy or login page makes an empty cluster. */
export function reading<Result>(
  {server, path, method = 'GET'}: {readonly server: string; readonly path: string; readonly method?: string},
  read: () => Result,
): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof InvalidObjectError)) throw cause;
    throw new ApiError({
      code: 'api-failed',
      message: `${server} answered ${method} ${path} with something else: ${cause.message}`,
      remedy:
        'check that the server in the kubeconfig is a Kubernetes API server and not a login page or proxy',
      status: 200,
      reason: 'OtherDocument',
      serverMessage: cause.message,
      cause,
    });
  }
}
