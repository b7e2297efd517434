import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {roleText} from '../../../src/capture/rights/role-text.ts';
import {grantsFromYaml} from '../../support/api-server/index.ts';

const words = (text: string) => {
  const {cluster = [], namespaces = {}} = grantsFromYaml(text);
  const of = (rules: typeof cluster, place: string) =>
    rules.flatMap(({apiGroups, resources, verbs, resourceNames = []}) =>
      resources.flatMap((resource) =>
        verbs.map(
          (verb) => `${place} ${apiGroups.join()} ${resource} ${[...resourceNames].sort().join()} ${verb}`,
        ),
      ),
    );
  return [
    ...of(cluster, '*'),
    ...Object.entries(namespaces).flatMap(([name, rules]) => of(rules, name)),
  ].sort();
};

describe('the role that is printed', () => {
  test('grants what deploy/rbac.yaml grants', () => {
    const file = readFileSync(new URL('../../../deploy/rbac.yaml', import.meta.url), 'utf8');
    expect(words(roleText({namespace: 'kube-system'}))).toEqual(words(file));
  });

  test('with --exec: commands in kube-proxy’s Pods, and no Pod is made or deleted', () => {
    const granted = words(roleText({namespace: 'kube-system', exec: true})).join('\n');
    expect(granted).toContain('kube-system  pods/exec  create');
    expect(granted).toContain('kube-system  pods/exec  get');
    expect(granted).not.toMatch(/ pods {2}(?:create|deletecollection)/);
  });

  test('debug pods elsewhere need rights there, and none to make any in kube-system', () => {
    const granted = words(roleText({namespace: 'debug'}));
    expect(granted).toContain('debug  pods  create');
    expect(granted).not.toContain('kube-system  pods  create');
    expect(granted).toContain('kube-system  pods  list');
  });
});
