import type {ClusterFile} from '../../model/index.ts';
import type {NameKind} from './name-mapping.ts';

/** How a value of an API object is redacted. What no rule names is dropped. */
export type Rule =
  /** A number, a switch, or words that the API defines: others are replaced. */
  | 'plain'
  /** An address or network; anything else is dropped. */
  | 'address'
  /** Free text: names and addresses in it are replaced. */
  | 'text'
  | 'labels'
  /** The key of a label, by itself. */
  | 'labelKey'
  /** Only those that are read are left. */
  | 'annotations'
  /** The words of a command line. */
  | 'arguments'
  /** Variables, with few of their values. */
  | 'environment'
  /** An image: only the last part of its name and its tag are of interest. */
  | 'image'
  /** A node's address, which may be a host name. */
  | 'host'
  | {readonly name: NameKind}
  | {readonly each: Rule}
  | {readonly fields: Readonly<Record<string, Rule>>};

const name = (kind: NameKind): Rule => ({name: kind});
const each = (rule: Rule): Rule => ({each: rule});
const fields = (rules: Readonly<Record<string, Rule>>): Rule => ({fields: rules});

function metadata(kind: NameKind): Rule {
  return fields({
    name: name(kind),
    namespace: name('namespace'),
    labels: 'labels',
    annotations: 'annotations',
    creationTimestamp: 'plain',
    deletionTimestamp: 'plain',
    generation: 'plain',
    ownerReferences: each(fields({apiVersion: 'plain', kind: 'plain', name: name('object')})),
  });
}

function object(kind: NameKind, rules: Readonly<Record<string, Rule>>): Rule {
  return fields({apiVersion: 'plain', kind: 'plain', metadata: metadata(kind), ...rules});
}

const conditions = each(
  fields({
    type: 'plain',
    status: 'plain',
    reason: 'plain',
    message: 'text',
    lastTransitionTime: 'plain',
    lastHeartbeatTime: 'plain',
  }),
);

const node = object('node', {
  spec: fields({
    podCIDR: 'address',
    podCIDRs: each('address'),
    unschedulable: 'plain',
    taints: each(fields({key: 'labelKey', effect: 'plain', timeAdded: 'plain'})),
  }),
  status: fields({
    addresses: each(fields({type: 'plain', address: 'host'})),
    allocatable: fields({cpu: 'plain', memory: 'plain', pods: 'plain'}),
    capacity: fields({cpu: 'plain', memory: 'plain', pods: 'plain'}),
    conditions,
    images: each(fields({names: each('image'), sizeBytes: 'plain'})),
    nodeInfo: fields({
      architecture: 'plain',
      containerRuntimeVersion: 'plain',
      kernelVersion: 'plain',
      kubeProxyVersion: 'plain',
      kubeletVersion: 'plain',
      operatingSystem: 'plain',
      osImage: 'plain',
    }),
  }),
});

const service = object('service', {
  spec: fields({
    allocateLoadBalancerNodePorts: 'plain',
    clusterIP: 'host',
    clusterIPs: each('host'),
    externalIPs: each('address'),
    externalName: name('host'),
    externalTrafficPolicy: 'plain',
    healthCheckNodePort: 'plain',
    internalTrafficPolicy: 'plain',
    ipFamilies: each('plain'),
    ipFamilyPolicy: 'plain',
    loadBalancerClass: name('value'),
    loadBalancerIP: 'address',
    loadBalancerSourceRanges: each('address'),
    ports: each(
      fields({
        name: name('port'),
        protocol: 'plain',
        port: 'plain',
        nodePort: 'plain',
        targetPort: name('port'),
        appProtocol: name('port'),
      }),
    ),
    publishNotReadyAddresses: 'plain',
    selector: 'labels',
    sessionAffinity: 'plain',
    sessionAffinityConfig: fields({clientIP: fields({timeoutSeconds: 'plain'})}),
    trafficDistribution: 'plain',
    type: 'plain',
  }),
  status: fields({
    conditions,
    loadBalancer: fields({
      ingress: each(
        fields({
          ip: 'address',
          ipMode: 'plain',
          hostname: name('host'),
          ports: each(fields({port: 'plain', protocol: 'plain', error: 'plain'})),
        }),
      ),
    }),
  }),
});

const endpointSlice = object('slice', {
  addressType: 'plain',
  endpoints: each(
    fields({
      addresses: each('host'),
      conditions: fields({ready: 'plain', serving: 'plain', terminating: 'plain'}),
      hostname: name('host'),
      nodeName: name('node'),
      zone: name('value'),
      hints: fields({
        forZones: each(fields({name: name('value')})),
        forNodes: each(fields({name: name('node')})),
      }),
      targetRef: fields({kind: 'plain', name: name('pod'), namespace: name('namespace')}),
    }),
  ),
  ports: each(fields({name: name('port'), protocol: 'plain', port: 'plain', appProtocol: name('port')})),
});

const containerState = fields({
  running: fields({startedAt: 'plain'}),
  waiting: fields({reason: 'plain', message: 'text'}),
  terminated: fields({
    exitCode: 'plain',
    signal: 'plain',
    reason: 'plain',
    message: 'text',
    startedAt: 'plain',
    finishedAt: 'plain',
  }),
});

const podSpec = {
  nodeName: name('node'),
  hostNetwork: 'plain',
  priorityClassName: 'plain',
  restartPolicy: 'plain',
  containers: each(
    fields({
      name: name('container'),
      image: 'image',
      command: 'arguments',
      args: 'arguments',
      env: 'environment',
      securityContext: fields({privileged: 'plain'}),
      volumeMounts: each(fields({name: name('object'), mountPath: 'text', readOnly: 'plain'})),
    }),
  ),
  volumes: each(
    fields({
      name: name('object'),
      configMap: fields({name: name('object')}),
      hostPath: fields({path: 'text', type: 'plain'}),
    }),
  ),
} satisfies Record<string, Rule>;

const pod = object('pod', {
  spec: fields(podSpec),
  status: fields({
    phase: 'plain',
    reason: 'plain',
    message: 'text',
    conditions,
    containerStatuses: each(
      fields({
        name: name('container'),
        image: 'image',
        ready: 'plain',
        started: 'plain',
        restartCount: 'plain',
        state: containerState,
        lastState: containerState,
      }),
    ),
    hostIP: 'address',
    hostIPs: each(fields({ip: 'address'})),
    podIP: 'address',
    podIPs: each(fields({ip: 'address'})),
    startTime: 'plain',
  }),
});

const daemonSet = object('object', {
  spec: fields({
    selector: fields({matchLabels: 'labels'}),
    template: fields({metadata: fields({labels: 'labels'}), spec: fields(podSpec)}),
    updateStrategy: fields({
      type: 'plain',
      rollingUpdate: fields({maxSurge: 'plain', maxUnavailable: 'plain'}),
    }),
  }),
  status: fields({
    currentNumberScheduled: 'plain',
    desiredNumberScheduled: 'plain',
    numberAvailable: 'plain',
    numberReady: 'plain',
    numberUnavailable: 'plain',
    updatedNumberScheduled: 'plain',
  }),
});

const event = object('object', {
  type: 'plain',
  reason: 'plain',
  message: 'text',
  count: 'plain',
  action: 'plain',
  eventTime: 'plain',
  firstTimestamp: 'plain',
  lastTimestamp: 'plain',
  reportingComponent: name('object'),
  source: fields({component: name('object'), host: name('node')}),
  involvedObject: fields({
    apiVersion: 'plain',
    kind: 'plain',
    name: name('object'),
    namespace: name('namespace'),
  }),
});

/** What is kept of the objects of each file. The ConfigMap's settings are a text of their own. */
export const OBJECT_RULES: Readonly<Record<ClusterFile, Rule>> = {
  'nodes.json': node,
  'services.json': service,
  'endpointslices.json': endpointSlice,
  'kube-proxy-pods.json': pod,
  'kube-proxy-config.json': object('object', {}),
  'kube-proxy-daemonset.json': daemonSet,
  'events.json': event,
};
