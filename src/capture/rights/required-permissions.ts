import type {AccessAttributes} from '../../api/index.ts';

/** One thing that this program must be allowed to do. */
export interface Permission {
  readonly verb: string;
  readonly group: string;
  /** With the subresource: `pods/log`. */
  readonly resource: string;
  /** Undefined: in all namespaces, or for resources without one. */
  readonly namespace: string | undefined;
  /** Only objects of these names. */
  readonly names?: readonly string[];
  /** What it is needed for. */
  readonly purpose: string;
}

/** What capturing nodes with debug pods in this namespace needs. */
export function capturePermissions(namespace: string): readonly Permission[] {
  return [
    {
      verb: 'get',
      group: '',
      resource: 'nodes',
      namespace: undefined,
      purpose: 'check whether a node can run a pod',
    },
    {
      verb: 'list',
      group: '',
      resource: 'nodes',
      namespace: undefined,
      purpose: 'check which nodes can run a pod',
    },
    {verb: 'create', group: '', resource: 'pods', namespace, purpose: 'start a debug pod on each node'},
    {verb: 'list', group: '', resource: 'pods', namespace, purpose: 'check that no debug pod is left'},
    {verb: 'watch', group: '', resource: 'pods', namespace, purpose: 'see when a debug pod has ended'},
    {verb: 'get', group: '', resource: 'pods/log', namespace, purpose: 'read the output of a debug pod'},
    {
      verb: 'deletecollection',
      group: '',
      resource: 'pods',
      namespace,
      purpose: 'remove the debug pods of a run',
    },
  ];
}

/** How nodes are read. */
export interface CaptureWay {
  /** Of the debug pods. */
  readonly namespace: string;
  /** In kube-proxy's own Pods instead. */
  readonly exec?: boolean;
}

/** What reading nodes needs. */
export function wayPermissions({namespace, exec}: CaptureWay): readonly Permission[] {
  if (!exec) return capturePermissions(namespace);
  const nodes = capturePermissions(namespace).filter(({resource}) => resource === 'nodes');
  return [...nodes, ...execPermissions()];
}

/**
 * What a command in kube-proxy's Pods needs. The server asks for `get`, as the connection is made by GET, and from 1.35
 * on for `create` too (gate AuthorizePodWebsocketUpgradeCreatePermission).
 */
function execPermissions(): readonly Permission[] {
  return ['get', 'create'].map((verb) => ({
    verb,
    group: '',
    resource: 'pods/exec',
    namespace: 'kube-system',
    purpose: "read a node in kube-proxy's own Pod, with --exec",
  }));
}

/** Names under which distributions keep kube-proxy's settings. */
const SETTINGS = ['kube-proxy', 'kube-proxy-config', 'kube-proxy-worker'];

/** What reading the API needs: what should be in the tables, and who programs them. */
export function readingPermissions(): readonly Permission[] {
  const discovery = 'discovery.k8s.io';
  const namespace = 'kube-system';
  return [
    {verb: 'list', group: '', resource: 'nodes', namespace: undefined, purpose: 'list the nodes'},
    {
      verb: 'list',
      group: '',
      resource: 'services',
      namespace: undefined,
      purpose: 'know what a table should contain',
    },
    {
      verb: 'list',
      group: discovery,
      resource: 'endpointslices',
      namespace: undefined,
      purpose: 'know what a table should contain',
    },
    {
      verb: 'watch',
      group: '',
      resource: 'services',
      namespace: undefined,
      purpose: 'watch changes while trace runs',
    },
    {
      verb: 'watch',
      group: discovery,
      resource: 'endpointslices',
      namespace: undefined,
      purpose: 'watch changes while trace runs',
    },
    {verb: 'list', group: '', resource: 'pods', namespace, purpose: 'find kube-proxy'},
    {verb: 'get', group: '', resource: 'pods/log', namespace, purpose: "read kube-proxy's log"},
    {
      verb: 'get',
      group: '',
      resource: 'configmaps',
      namespace,
      names: SETTINGS,
      purpose: "read kube-proxy's settings",
    },
    {
      verb: 'get',
      group: 'apps',
      resource: 'daemonsets',
      namespace,
      names: ['kube-proxy'],
      purpose: "keep kube-proxy's DaemonSet in a snapshot",
    },
    {
      verb: 'list',
      group: '',
      resource: 'events',
      namespace,
      purpose: 'keep the events about kube-proxy in a snapshot',
    },
  ];
}

/** A permission as an access review asks for it. */
export function asAttributes({verb, group, resource, namespace}: Permission): AccessAttributes {
  const [name = '', subresource] = resource.split('/');
  return {
    verb,
    group,
    resource: name,
    ...(subresource !== undefined && {subresource}),
    ...(namespace !== undefined && {namespace}),
  };
}

/** A permission in words: verb, resource, where, and what for. */
export function describePermission(permission: Permission): string {
  return `${describeRight(permission)} (to ${permission.purpose})`;
}

/** A permission in words: verb, resource and where. */
export function describeRight({verb, group, resource, namespace}: Permission): string {
  const name = group ? `${resource}.${group}` : resource;
  const where = namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`;
  return `${verb} ${name} ${where}`;
}

/** The RBAC rule that grants a permission, with the kind of role that it belongs in. */
export function ruleText({verb, group, resource, namespace}: Permission): string {
  const verbs = verb
    .split(', ')
    .map((one) => `"${one}"`)
    .join(', ');
  const role = namespace === undefined ? 'ClusterRole' : `Role in namespace ${namespace}`;
  return `${role}: {apiGroups: ["${group}"], resources: ["${resource}"], verbs: [${verbs}]}`;
}
