import {apiVersionOf, KINDS} from './kinds.ts';

/** What the server says of its own API, so that kubectl can talk to it; undefined for paths that ask for something else. */
export function discovery(pathname: string): object | undefined {
  if (pathname === '/api') return {kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: []};
  if (pathname === '/apis') return {kind: 'APIGroupList', apiVersion: 'v1', groups: groups()};
  const version = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/
    .exec(pathname)
    ?.slice(1)
    .find((part) => part);
  const kinds = KINDS.filter((kind) => apiVersionOf(kind) === version);
  if (kinds.length === 0) return undefined;
  const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'];
  const resources = kinds.map(({resource, kind, namespaced}) => ({
    name: resource,
    singularName: kind.toLowerCase(),
    kind,
    namespaced,
    verbs,
  }));
  return {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources};
}

function groups(): readonly object[] {
  const names = new Map(KINDS.filter(({group}) => group !== '').map((kind) => [kind.group, kind]));
  return [...names.values()].map((kind) => {
    const version = {groupVersion: apiVersionOf(kind), version: kind.version};
    return {name: kind.group, versions: [version], preferredVersion: version};
  });
}
