import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {evaluate} from '@marcbachmann/cel-js';
import {loadAll} from 'js-yaml';
import {DEFAULT_IMAGES} from '../../src/capture/choose-image.ts';
import {type PodPlan, type PrivilegeProfile, podManifest} from '../../src/capture/pod-manifest.ts';
import {
  capturePermissions,
  type Permission,
  readingPermissions,
} from '../../src/capture/rights/required-permissions.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Document {
  readonly kind: string;
  readonly metadata: {readonly name: string; readonly namespace?: string};
  readonly rules?: readonly Rule[];
  readonly spec?: {
    readonly policyName?: string;
    readonly validations?: readonly {readonly expression: string; readonly message: string}[];
  };
}

const documents = loadAll(readFileSync('deploy/least-privilege.yaml', 'utf8')) as readonly Document[];
const policy = documents.find(({kind}) => kind === 'ValidatingAdmissionPolicy');
const validations = policy?.spec?.validations ?? [];
const NAMESPACE = 'kubectl-ipvs';

/** The messages with which the policy refuses a Pod; an expression that cannot be evaluated refuses, too (failurePolicy). */
function refusals(pod: unknown): readonly string[] {
  // CEL's numbers from JSON are integers.
  const object = JSON.parse(JSON.stringify(pod), (_, value: unknown) =>
    typeof value === 'number' ? BigInt(value) : value,
  ) as unknown;
  return validations
    .filter(({expression}) => {
      try {
        return evaluate(expression, {object}) !== true;
      } catch {
        return true;
      }
    })
    .map(({message}) => message);
}

function aPlan(overrides: Partial<PodPlan> = {}): PodPlan {
  return {
    name: 'kubectl-ipvs-run-random',
    namespace: NAMESPACE,
    node: 'node1',
    runId: 'run',
    owner: 'jane@laptop',
    toolVersion: '0.1.0',
    image: DEFAULT_IMAGES[0],
    imageIsThere: false,
    imagePullSecret: undefined,
    profile: 'rules',
    sources: ['ipvsadm-save.txt'],
    complete: false,
    keep: false,
    deadlineSeconds: 90,
    ...overrides,
  };
}

/** As the API server has completed it before policies see it. */
function completed(manifest: ReturnType<typeof podManifest>) {
  const {spec} = manifest;
  return {
    ...manifest,
    spec: {...spec, serviceAccountName: 'default', schedulerName: 'default-scheduler', priority: 0},
  };
}

describe('the policy takes the debug pods of this program', () => {
  const plans: readonly (readonly [string, PodPlan])[] = [
    ...(['procfs', 'netlink', 'rules'] as const satisfies readonly PrivilegeProfile[]).map(
      (profile) => [`with the profile ${profile}`, aPlan({profile})] as const,
    ),
    ...DEFAULT_IMAGES.map((image) => [`with the image ${image}`, aPlan({image})] as const),
    ['with a pull secret', aPlan({imagePullSecret: 'registry'})],
    ['that are kept', aPlan({keep: true})],
    ['with an image that is there', aPlan({imageIsThere: true})],
    ['that wait long', aPlan({deadlineSeconds: 900, patienceSeconds: 1200})],
  ];
  test.each(plans)('%s', (_, plan) => {
    expect(refusals(podManifest(plan))).toEqual([]);
    expect(refusals(completed(podManifest(plan)))).toEqual([]);
  });
});

type Fields = Readonly<Record<string, unknown>>;

/** A debug pod that is changed: its spec, its container, or the container's security context. */
function changed(spec: Fields, container: Fields = {}, security: Fields = {}) {
  const manifest = completed(podManifest(aPlan()));
  const [own] = manifest.spec.containers;
  return {
    ...manifest,
    spec: {
      ...manifest.spec,
      containers: [{...own, ...container, securityContext: {...own?.securityContext, ...security}}],
      ...spec,
    },
  };
}

describe('the policy refuses all others', () => {
  const [digest] = DEFAULT_IMAGES[0].split('@').slice(1);
  const [own] = podManifest(aPlan()).spec.containers;
  test.each([
    ['another image', changed({}, {image: 'docker.io/evil/netshoot@sha256:0'})],
    ['its image by tag', changed({}, {image: 'docker.io/nicolaka/netshoot:v0.16'})],
    ['another image of the same digest', changed({}, {image: `evil.example/x@${digest}`})],
    ['a service account', changed({serviceAccountName: 'namespace-controller'})],
    ['a token', changed({automountServiceAccountToken: true})],
    ['the default for tokens', changed({automountServiceAccountToken: undefined})],
    ['a disk of the node', changed({volumes: [{name: 'root', hostPath: {path: '/'}}]})],
    [
      'a projected token',
      changed({volumes: [{name: 't', projected: {sources: [{serviceAccountToken: {path: 't'}}]}}]}),
    ],
    ['a secret', changed({volumes: [{name: 's', secret: {secretName: 'registry'}}]})],
    ['processes of the host', changed({hostPID: true})],
    ['IPC of the host', changed({hostIPC: true})],
    ['a privileged container', changed({}, {}, {privileged: true})],
    ['escalation', changed({}, {}, {allowPrivilegeEscalation: true})],
    ['a root that can be written', changed({}, {}, {readOnlyRootFilesystem: false})],
    ['SYS_ADMIN', changed({}, {}, {capabilities: {drop: ['ALL'], add: ['SYS_ADMIN']}})],
    ['all capabilities', changed({}, {}, {capabilities: {drop: ['ALL'], add: ['ALL']}})],
    ['capabilities that are kept', changed({}, {}, {capabilities: {add: ['NET_ADMIN']}})],
    ['no word of capabilities', changed({}, {}, {capabilities: undefined})],
    ['no security context', changed({containers: [{...own, securityContext: undefined}]})],
    ['another SELinux type', changed({}, {}, {seLinuxOptions: {type: 'spc_t'}})],
    ['an unmasked /proc', changed({}, {}, {procMount: 'Unmasked'})],
    ['unsafe sysctls', changed({securityContext: {sysctls: [{name: 'kernel.x', value: '1'}]}})],
    ['a second container', changed({containers: [own, {...own, name: 'other'}]})],
    ['an init container', changed({initContainers: [own]})],
    ['an ephemeral container', changed({ephemeralContainers: [own]})],
    [
      'a value of a secret',
      changed({}, {env: [{name: 'X', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}]}),
    ],
    ['all values of a secret', changed({}, {envFrom: [{secretRef: {name: 's'}}]})],
    ['a device', changed({}, {volumeDevices: [{name: 'd', devicePath: '/dev/x'}]})],
    ['no deadline', changed({activeDeadlineSeconds: undefined})],
    ['a deadline of a day', changed({activeDeadlineSeconds: 86_400})],
    ['a restart', changed({restartPolicy: 'Always'})],
  ])('%s', (_, pod) => {
    expect(refusals(pod)).not.toEqual([]);
  });

  test('a change that is none is let through, so that each refusal has its own cause', () => {
    expect(refusals(changed({}))).toEqual([]);
  });
});

describe('the roles', () => {
  const grants = (permission: Permission): boolean =>
    documents.some(
      ({kind, metadata, rules}) =>
        (kind === 'ClusterRole' || metadata.namespace === permission.namespace) &&
        rules?.some((rule) => covers(rule, permission)),
    );

  function covers(rule: Rule, {verb, group, resource, names}: Permission): boolean {
    return (
      rule.verbs.includes(verb) &&
      rule.apiGroups.includes(group) &&
      rule.resources.includes(resource) &&
      (rule.resourceNames === undefined || (names ?? []).every((name) => rule.resourceNames?.includes(name)))
    );
  }

  test('grant what a run in the namespace needs', () => {
    const needed = [...capturePermissions(NAMESPACE), ...readingPermissions()];
    expect(needed.filter((permission) => !grants(permission))).toEqual([]);
  });

  test('let nobody change anything in kube-system, or in the whole cluster', () => {
    const wide = documents.filter(({metadata, rules}) => rules && metadata.namespace !== NAMESPACE);
    const verbs = wide.flatMap(({rules}) => rules ?? []).flatMap((rule) => rule.verbs);
    expect(wide).toHaveLength(2);
    expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']));
  });

  test('the policy is in force', () => {
    const binding = documents.find(({kind}) => kind === 'ValidatingAdmissionPolicyBinding');
    expect(binding?.spec?.policyName).toBe(policy?.metadata.name);
    expect(validations.length).toBeGreaterThan(5);
  });
});
