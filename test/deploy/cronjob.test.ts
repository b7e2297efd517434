import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {loadAll} from 'js-yaml';
import {grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {ROOT, runProgram} from '../support/program.ts';
import {debugPods, startRecordedCluster} from '../support/recorded-cluster.ts';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly {readonly name: string; readonly mountPath: string}[];
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly restartPolicy: string;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes?: readonly {readonly name: string; readonly configMap: {readonly name: string}}[];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {readonly name: string; readonly namespace?: string};
  readonly roleRef?: {readonly kind: string; readonly name: string; readonly apiGroup: string};
  readonly subjects?: readonly {readonly kind: string; readonly name: string; readonly namespace: string}[];
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly schedule: string;
    readonly concurrencyPolicy: string;
    readonly jobTemplate: {
      readonly spec: {
        readonly backoffLimit: number;
        readonly activeDeadlineSeconds: number;
        readonly template: {readonly spec: PodSpec};
      };
    };
  };
}

async function read(file: string): Promise<readonly Manifest[]> {
  return loadAll(await readFile(path.join(ROOT, 'deploy', file), 'utf8')) as Manifest[];
}

function podSpecs(manifests: readonly Manifest[]): readonly PodSpec[] {
  return manifests.flatMap(({spec}) => (spec ? [spec.jobTemplate.spec.template.spec] : []));
}

describe('deploy/cronjob.yaml', () => {
  test('has what it refers to: account, roles, configuration', async () => {
    const [manifests, roles] = await Promise.all([read('cronjob.yaml'), read('rbac.yaml')]);
    const named = (kind: string) =>
      manifests.filter((one) => one.kind === kind).map(({metadata}) => metadata);
    expect(named('CronJob').map(({name}) => name)).toEqual(['kubectl-ipvs-check', 'kubectl-ipvs-diff']);
    const account = named('ServiceAccount')[0];
    for (const {kind, roleRef, subjects, metadata} of manifests.filter(({roleRef: ref}) => ref)) {
      const role = roles.find((one) => one.kind === roleRef?.kind && one.metadata.name === roleRef.name);
      expect(role?.apiVersion).toBe(`${roleRef?.apiGroup}/v1`);
      expect(role?.metadata.namespace).toBe(kind === 'RoleBinding' ? metadata.namespace : undefined);
      expect(subjects).toEqual([
        {kind: 'ServiceAccount', name: account?.name, namespace: account?.namespace},
      ]);
    }
    expect(manifests.filter(({roleRef}) => roleRef)).toHaveLength(2);
    for (const {serviceAccountName, volumes = []} of podSpecs(manifests)) {
      expect(serviceAccountName).toBe(account?.name);
      for (const {configMap} of volumes)
        expect(named('ConfigMap').map(({name}) => name)).toContain(configMap.name);
    }
  });

  test('asks for nothing that a Pod of the restricted standard may not have, and exits', async () => {
    const manifests = await read('cronjob.yaml');
    for (const {spec} of manifests) {
      if (!spec) continue;
      expect(spec.schedule).toMatch(/^(?:\S+ ){4}\S+$/);
      expect(spec.concurrencyPolicy).toBe('Forbid');
      expect(spec.jobTemplate.spec).toMatchObject({
        backoffLimit: 0,
        activeDeadlineSeconds: expect.any(Number),
      });
    }
    for (const {restartPolicy, securityContext, containers} of podSpecs(manifests)) {
      expect(restartPolicy).toBe('Never');
      expect(securityContext).toMatchObject({runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}});
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: {drop: ['ALL']},
        });
      }
    }
  });

  test('has no fields that its kinds do not have', async () => {
    const manifests = await read('cronjob.yaml');
    const known: Readonly<Record<string, readonly string[]>> = {
      ServiceAccount: ['automountServiceAccountToken'],
      ClusterRoleBinding: ['roleRef', 'subjects'],
      RoleBinding: ['roleRef', 'subjects'],
      ConfigMap: ['data'],
      CronJob: ['spec'],
    };
    for (const manifest of manifests) {
      const fields = Object.keys(manifest).filter(
        (field) => !['apiVersion', 'kind', 'metadata'].includes(field),
      );
      expect(fields).toEqual(known[manifest.kind]);
    }
    const cron = [
      'concurrencyPolicy',
      'failedJobsHistoryLimit',
      'jobTemplate',
      'schedule',
      'startingDeadlineSeconds',
      'successfulJobsHistoryLimit',
    ];
    for (const {spec} of manifests) if (spec) expect(Object.keys(spec).sort()).toEqual(cron);
  });
});

describe('the commands of deploy/cronjob.yaml, as its service account', () => {
  let server: TestApiServer | undefined;
  let folder: string | undefined;

  afterEach(async () => {
    await server?.close();
    if (folder !== undefined) await rm(folder, {recursive: true});
    server = undefined;
    folder = undefined;
  });

  test('do what they must with the rights of deploy/rbac.yaml and the accepted failures of the ConfigMap', async () => {
    const manifests = await read('cronjob.yaml');
    server = await startRecordedCluster('healthy');
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const KUBECONFIG = server.addUser('cronjob', grantsFromYaml(role));
    folder = await mkdtemp(path.join(tmpdir(), 'cronjob-'));
    const [map] = manifests.filter(({kind}) => kind === 'ConfigMap');
    for (const [name, text] of Object.entries(map?.data ?? {}))
      await writeFile(path.join(folder, name), text);
    const mounted = folder;
    for (const {name, args, volumeMounts = []} of podSpecs(manifests).flatMap(({containers}) => containers)) {
      const words = volumeMounts.reduce(
        (all, {mountPath}) => all.map((word) => word.replace(mountPath, mounted)),
        args,
      );
      const {stdout, stderr} = await runProgram(words, {env: {KUBECONFIG, HOME: '/nonexistent'}});
      expect(words[0]).toBe(name);
      expect(stderr).not.toContain('error');
      expect(stdout).toContain(name === 'check' ? '2 of 2 nodes checked' : '2 of 2 nodes agree');
      expect(debugPods(server)).toEqual([]);
    }
  }, 30_000);
});
