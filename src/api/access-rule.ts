import type {AccessAttributes, ApiRequest} from './api-client.ts';

/** The RBAC rule that grants this, as it stands in a Role or ClusterRole: one line of YAML. */
export function ruleFor(attributes: AccessAttributes): string {
  const {group = '', resource, subresource, verb} = attributes;
  const name = subresource ? `${resource}/${subresource}` : resource;
  return `{apiGroups: ["${group}"], resources: ["${name}"], verbs: ["${verb}"]}`;
}

/** What a request asks for, as RBAC sees it; undefined for paths that are no resources, such as `/version`. */
export function attributesOf({
  method,
  path,
  query,
}: Pick<ApiRequest, 'method' | 'path' | 'query'>): AccessAttributes | undefined {
  const match = /^\/(?:api\/[^/]+|apis\/(?<group>[^/]+)\/[^/]+)\/(?<rest>.+)$/.exec(path);
  if (!match?.groups) return undefined;
  const words = (match.groups.rest ?? '').split('/').map(decodeURIComponent);
  const namespaced = words[0] === 'namespaces' && words.length > 2;
  const [resource = '', name, subresource] = namespaced ? words.slice(2) : words;
  return {
    verb: verbOf(method, name !== undefined, query?.watch),
    group: match.groups.group ?? '',
    resource,
    ...(subresource !== undefined && {subresource}),
    ...(namespaced && {namespace: words[1] ?? ''}),
    ...(name !== undefined && {name}),
  };
}

function verbOf(method: ApiRequest['method'], named: boolean, watch: string | undefined): string {
  if (method === 'POST') return 'create';
  if (method === 'PATCH') return 'patch';
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection';
  if (watch !== undefined && watch !== 'false' && watch !== '0') return 'watch';
  return named ? 'get' : 'list';
}
