/** A kind of object that the test API server knows. */
export interface Kind {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

function kind(name: string, groupVersion: string, resource: string, namespaced = true): Kind {
  const [first = '', second] = groupVersion.split('/');
  return {kind: name, group: second ? first : '', version: second ?? first, resource, namespaced};
}

/** All kinds that the test API server knows. */
export const KINDS: readonly Kind[] = [
  kind('Pod', 'v1', 'pods'),
  kind('Service', 'v1', 'services'),
  kind('Node', 'v1', 'nodes', false),
  kind('ConfigMap', 'v1', 'configmaps'),
  kind('Namespace', 'v1', 'namespaces', false),
  kind('Event', 'v1', 'events'),
  kind('EndpointSlice', 'discovery.k8s.io/v1', 'endpointslices'),
  kind('DaemonSet', 'apps/v1', 'daemonsets'),
];

/** `v1` or `apps/v1`. */
export function apiVersionOf({group, version}: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}

/** A path of the API, taken apart. */
export interface Target {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** The resource that a path names; undefined if the server knows none. */
export function targetOf(pathname: string): Target | undefined {
  const words = pathname.split('/').slice(1).map(decodeURIComponent);
  const [group, version, rest] =
    words[0] === 'api' ? ['', words[1], words.slice(2)] : [words[1] ?? '', words[2], words.slice(3)];
  if (words[0] !== 'api' && words[0] !== 'apis') return undefined;
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource, name, subresource] = namespaced ? rest.slice(2) : rest;
  const found = KINDS.find(
    (one) => one.group === group && one.version === version && one.resource === resource,
  );
  if (!found || (namespaced && !found.namespaced)) return undefined;
  return {kind: found, namespace: namespaced ? rest[1] : undefined, name, subresource};
}
