import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {
  capturePermissions,
  describePermission,
  type Permission,
  readingPermissions,
  ruleText,
} from '../../../src/capture/rights/required-permissions.ts';
import {grantsFromYaml, type Rule} from '../../support/api-server/index.ts';

const granted = grantsFromYaml(readFileSync(new URL('../../../deploy/rbac.yaml', import.meta.url), 'utf8'));

/** Each single right that rules give, as one line. */
function flat(rules: readonly Rule[], namespace: string): readonly string[] {
  return rules.flatMap(({apiGroups, resources, verbs, resourceNames = []}) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => [verb, group, resource, namespace, ...resourceNames].join(' ')),
      ),
    ),
  );
}

const line = ({verb, group, resource, namespace = '', names = []}: Permission): string =>
  [verb, group, resource, namespace, ...names].join(' ');

describe('deploy/rbac.yaml', () => {
  it('grants exactly what is needed', () => {
    const needed = new Set([...capturePermissions('kube-system'), ...readingPermissions()].map(line));
    const grants = [
      ...flat(granted.cluster ?? [], ''),
      ...Object.entries(granted.namespaces ?? {}).flatMap(([namespace, rules]) => flat(rules, namespace)),
    ];
    expect(grants.toSorted()).toEqual([...needed].toSorted());
  });
});

describe('a permission', () => {
  const [nodes, , create, , , log] = capturePermissions('debug');

  it.each([
    [nodes, 'get nodes in the whole cluster (to check whether a node can run a pod)'],
    [create, 'create pods in namespace debug (to start a debug pod on each node)'],
    [log, 'get pods/log in namespace debug (to read the output of a debug pod)'],
  ])('is told in words', (permission, words) => {
    expect(describePermission(permission!)).toBe(words);
  });

  it.each([
    [nodes, 'ClusterRole: {apiGroups: [""], resources: ["nodes"], verbs: ["get"]}'],
    [log, 'Role in namespace debug: {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'],
  ])('has a rule that grants it', (permission, rule) => {
    expect(ruleText(permission!)).toBe(rule);
  });
});
