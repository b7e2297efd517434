import {type PodPlan, podManifest} from './pod-manifest.ts';
import {DEADLINE_ANNOTATION, FLEET_LABEL} from './run-labels.ts';
import {SCRIPT_VARIABLES} from './script/capture-script.ts';

/** The label by which a DaemonSet chooses nodes; its value is nearly always the node's name. */
export const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** The file that tells the kubelet, and so us, that the capture is complete. */
const DONE = 'test -e /tmp/done';

/**
 * A DaemonSet that makes the debug pods of many nodes. Its pods would be started again when they end, so they stay until
 * they are deleted, and are ready once their log is complete. Kubernetes allows them no deadline: the next run, or
 * `cleanup`, finds them by their annotation.
 */
export function daemonSetManifest(plan: PodPlan, hostnames: readonly string[]) {
  const {metadata, spec, apiVersion: _, kind: __} = podManifest(plan);
  const {nodeName: ___, activeDeadlineSeconds, containers, ...rest} = spec;
  const labels = {...metadata.labels, [FLEET_LABEL]: plan.name};
  const annotations = {...metadata.annotations, [DEADLINE_ANNOTATION]: String(activeDeadlineSeconds)};
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {...metadata, labels, annotations},
    spec: {
      selector: {matchLabels: {[FLEET_LABEL]: plan.name}},
      updateStrategy: {type: 'OnDelete'},
      template: {
        metadata: {labels, annotations},
        spec: {
          ...rest,
          restartPolicy: 'Always',
          affinity: affinityTo(hostnames),
          containers: containers.map((container) => ({
            ...container,
            env: [...container.env, {name: SCRIPT_VARIABLES.stay, value: 'yes'}],
            readinessProbe: {exec: {command: ['sh', '-c', DONE]}, periodSeconds: 2, timeoutSeconds: 5},
          })),
        },
      },
    },
  };
}

function affinityTo(hostnames: readonly string[]) {
  const matchExpressions = [{key: HOSTNAME_LABEL, operator: 'In', values: hostnames}];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions}]},
    },
  };
}
