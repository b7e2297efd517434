import {groupBy} from '../../model/index.ts';
import {
  type CaptureWay,
  type Permission,
  readingPermissions,
  wayPermissions,
} from './required-permissions.ts';

const NAME = 'kubectl-ipvs';

/**
 * The least that the program needs, as a ClusterRole and a Role for each namespace, in YAML with what each rule is for. Of
 * rules for the same resource the verbs are put together.
 */
export function roleText(way: CaptureWay): string {
  const permissions = [...readingPermissions(), ...wayPermissions(way)];
  const namespaces = new Set(permissions.map(({namespace}) => namespace));
  const documents = [...namespaces].map((namespace) =>
    documentOf(
      namespace,
      permissions.filter((permission) => permission.namespace === namespace),
    ),
  );
  return [...heading(way, [...namespaces]), ...documents].join('---\n');
}

function heading(way: CaptureWay, namespaces: readonly (string | undefined)[]): readonly string[] {
  const bind = namespaces.map((namespace) =>
    namespace === undefined
      ? `#   kubectl create clusterrolebinding ${NAME} --clusterrole=${NAME} --user=NAME\n`
      : `#   kubectl create rolebinding ${NAME} --namespace=${namespace} --role=${NAME} --user=NAME\n`,
  );
  const risk = way.exec
    ? '# Anyone who may run commands in the Pods of kube-system has the permissions of everything that runs there.\n'
    : `# Anyone who may create Pods in ${way.namespace} can run anything there that its policies allow.\n`;
  return [
    `# The minimum that kubectl ipvs needs${way.exec ? ' with --exec' : ''}. Apply it, then bind it to whoever runs it:\n${bind.join('')}${risk}`,
  ];
}

function documentOf(namespace: string | undefined, permissions: readonly Permission[]): string {
  const rules = groupBy(permissions, ({group, resource, names = []}) =>
    [group, resource, ...names].join(' '),
  );
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const place = namespace === undefined ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: ${NAME}
${place}rules:
${[...rules.values()].map(ruleOf).join('')}`;
}

function ruleOf(permissions: readonly Permission[]): string {
  const [first] = permissions;
  if (!first) return '';
  const purposes = [...new Set(permissions.map(({purpose}) => purpose))].map((text) => `  # ${text}\n`);
  const names = first.names ? `    resourceNames: ${list(first.names)}\n` : '';
  const verbs = [...new Set(permissions.map(({verb}) => verb))];
  return `${purposes.join('')}  - apiGroups: ${list([first.group])}
    resources: ${list([first.resource])}
${names}    verbs: ${list(verbs)}
`;
}

function list(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
