import {randomUUID} from 'node:crypto';
import {KINDS, type Kind} from './kinds.ts';
import type {PodRunner} from './kubelet.ts';
import type {ApiObject, ObjectStore} from './object-store.ts';

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

interface Template {
  readonly metadata?: {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: Record<string, unknown> & {
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms: readonly {readonly matchExpressions?: readonly Requirement[]}[];
        };
      };
    };
  };
}

function kindOf(name: string): Kind {
  const found = KINDS.find(({kind}) => kind === name);
  if (!found) throw new Error(`the test API server knows no ${name}`);
  return found;
}

/** What the DaemonSet controller and the scheduler do with a new DaemonSet: a pod on each node that it chooses. */
export function runDaemonSet(daemonSet: ApiObject, store: ObjectStore, pods: PodRunner): void {
  const {template = {}} = (daemonSet.spec ?? {}) as {template?: Template};
  for (const {object: node} of store.list(kindOf('Node'))) {
    if (!chooses(template, node)) continue;
    const pod = store.put({
      kind: 'Pod',
      metadata: {
        ...template.metadata,
        name: `${daemonSet.metadata.name}-${randomUUID().slice(0, 8)}`,
        namespace: daemonSet.metadata.namespace,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'DaemonSet',
            name: daemonSet.metadata.name,
            uid: daemonSet.metadata.uid,
            controller: true,
          },
        ],
      },
      spec: {...template.spec, affinity: affinityTo(node.metadata.name), nodeName: node.metadata.name},
      status: {phase: 'Pending'},
    });
    pods.start(pod);
  }
}

/** What the garbage collector does when a DaemonSet was deleted. */
export function removePodsOf(daemonSet: ApiObject, store: ObjectStore, pods: PodRunner): void {
  for (const {object} of store.list(kindOf('Pod'))) {
    const owners = (object.metadata.ownerReferences ?? []) as readonly {readonly uid: string}[];
    if (!owners.some(({uid}) => uid === daemonSet.metadata.uid)) continue;
    store.remove(kindOf('Pod'), object.metadata.namespace, object.metadata.name);
    pods.stop(object);
  }
}

function chooses({spec}: Template, node: ApiObject): boolean {
  const terms =
    spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return true;
  const labels = node.metadata.labels ?? {};
  return terms.some(({matchExpressions = []}) =>
    matchExpressions.every(
      ({key, operator, values}) => operator === 'In' && values.includes(labels[key] ?? ''),
    ),
  );
}

function affinityTo(name: string) {
  const matchFields = [{key: 'metadata.name', operator: 'In', values: [name]}];
  return {
    nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields}]}},
  };
}
