import {loadAll} from 'js-yaml';

/** A rule of RBAC. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What a user may do: rules for the whole cluster, and rules by namespace. */
export interface Grants {
  readonly cluster?: readonly Rule[];
  readonly namespaces?: Readonly<Record<string, readonly Rule[]>>;
}

/** May do everything. */
export const EVERYTHING: Grants = {cluster: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]};

/** What somebody wants to do. */
export interface Wish {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** Whether the grants allow it. */
export function allows(grants: Grants, wish: Wish): boolean {
  const rules = [...(grants.cluster ?? []), ...(grants.namespaces?.[wish.namespace ?? ''] ?? [])];
  const resource = wish.subresource ? `${wish.resource}/${wish.subresource}` : wish.resource;
  const has = (list: readonly string[], word: string) => list.includes(word) || list.includes('*');
  return rules.some(
    (rule) =>
      has(rule.apiGroups, wish.group) &&
      has(rule.resources, resource) &&
      has(rule.verbs, wish.verb) &&
      (!rule.resourceNames?.length || rule.resourceNames.includes(wish.name ?? '')),
  );
}

/** The grants of all ClusterRoles and Roles in a YAML text, as if one user were bound to all of them. */
export function grantsFromYaml(text: string): Grants {
  const cluster: Rule[] = [];
  const namespaces: Record<string, Rule[]> = {};
  for (const json of loadAll(text)) {
    const role = json as {kind?: string; metadata?: {namespace?: string}; rules?: Rule[]} | null;
    const rules = (role?.rules ?? []).filter((rule) => rule.resources);
    if (role?.kind === 'ClusterRole') cluster.push(...rules);
    if (role?.kind === 'Role') {
      const namespace = role.metadata?.namespace ?? 'default';
      namespaces[namespace] = [...(namespaces[namespace] ?? []), ...rules];
    }
  }
  return {cluster, namespaces};
}
