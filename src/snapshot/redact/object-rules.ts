import type {ClusterFile} from '../../model/index.ts';
import type {NameKind} from './name-mapping.ts';

/** How a value of an API object is redacted. What no rule names is dropped. */
export type Rule =
  /** Stays: a number, a switch, or a word that the API defines. */
  | 'keep'
  /** An address or network; anything else is dropped. */
  | 'address'
  /** Free text: names and addresses in it are replaced. */
  | 'text'
  /** Labels or annotations. */
  | 'labels'
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
    annotations: 'labels',
    creationTimestamp: 'keep',
    deletionTimestamp: 'keep',
    generation: 'keep',
    ownerReferences: each(fields({apiVersion: 'keep', kind: 'keep', name: name('object')})),
  });
}

function object(kind: NameKind, rules: Readonly<Record<string, Rule>>): Rule {
  return fields({apiVersion: 'keep', kind: 'keep', metadata: metadata(kind), ...rules});
}

const conditions = each(
  fields({
    type: 'keep',
    status: 'keep',
    reason: 'keep',
    message: 'text',
    lastTransitionTime: 'keep',
    lastHeartbeatTime: 'keep',
  }),
);

const node = object('node', {
  spec: fields({
    podCIDR: 'address',
    podCIDRs: each('address'),
    unschedulable: 'keep',
    taints: each(fields({key: 'text', effect: 'keep', timeAdded: 'keep'})),
  }),
  status: fields({
    addresses: each(fields({type: 'keep', address: 'host'})),
    allocatable: fields({cpu: 'keep', memory: 'keep', pods: 'keep'}),
    capacity: fields({cpu: 'keep', memory: 'keep', pods: 'keep'}),
    conditions,
    images: each(fields({names: each('image'), sizeBytes: 'keep'})),
    nodeInfo: fields({
      architecture: 'keep',
      containerRuntimeVersion: 'keep',
      kernelVersion: 'keep',
      kubeProxyVersion: 'keep',
      kubeletVersion: 'keep',
      operatingSystem: 'keep',
      osImage: 'keep',
    }),
  }),
});

const service = object('service', {
  spec: fields({
    allocateLoadBalancerNodePorts: 'keep',
    clusterIP: 'host',
    clusterIPs: each('host'),
    externalIPs: each('address'),
    externalName: name('host'),
    externalTrafficPolicy: 'keep',
    healthCheckNodePort: 'keep',
    internalTrafficPolicy: 'keep',
    ipFamilies: each('keep'),
    ipFamilyPolicy: 'keep',
    loadBalancerClass: name('value'),
    loadBalancerIP: 'address',
    loadBalancerSourceRanges: each('address'),
    ports: each(
      fields({
        name: name('port'),
        protocol: 'keep',
        port: 'keep',
        nodePort: 'keep',
        targetPort: name('port'),
        appProtocol: name('port'),
      }),
    ),
    publishNotReadyAddresses: 'keep',
    selector: 'labels',
    sessionAffinity: 'keep',
    sessionAffinityConfig: fields({clientIP: fields({timeoutSeconds: 'keep'})}),
    trafficDistribution: 'keep',
    type: 'keep',
  }),
  status: fields({
    conditions,
    loadBalancer: fields({
      ingress: each(
        fields({
          ip: 'address',
          ipMode: 'keep',
          hostname: name('host'),
          ports: each(fields({port: 'keep', protocol: 'keep', error: 'keep'})),
        }),
      ),
    }),
  }),
});

const endpointSlice = object('slice', {
  addressType: 'keep',
  endpoints: each(
    fields({
      addresses: each('host'),
      conditions: fields({ready: 'keep', serving: 'keep', terminating: 'keep'}),
      hostname: name('host'),
      nodeName: name('node'),
      zone: name('value'),
      hints: fields({
        forZones: each(fields({name: name('value')})),
        forNodes: each(fields({name: name('node')})),
      }),
      targetRef: fields({kind: 'keep', name: name('pod'), namespace: name('namespace')}),
    }),
  ),
  ports: each(fields({name: name('port'), protocol: 'keep', port: 'keep', appProtocol: name('port')})),
});

const containerState = fields({
  running: fields({startedAt: 'keep'}),
  waiting: fields({reason: 'keep', message: 'text'}),
  terminated: fields({
    exitCode: 'keep',
    signal: 'keep',
    reason: 'keep',
    message: 'text',
    startedAt: 'keep',
    finishedAt: 'keep',
  }),
});

const podSpec = {
  nodeName: name('node'),
  hostNetwork: 'keep',
  priorityClassName: 'keep',
  restartPolicy: 'keep',
  containers: each(
    fields({
      name: name('container'),
      image: 'image',
      command: each('text'),
      args: each('text'),
      env: each(
        fields({
          name: 'keep',
          value: 'text',
          valueFrom: fields({fieldRef: fields({apiVersion: 'keep', fieldPath: 'keep'})}),
        }),
      ),
      securityContext: fields({privileged: 'keep'}),
      volumeMounts: each(fields({name: name('object'), mountPath: 'text', readOnly: 'keep'})),
    }),
  ),
  volumes: each(
    fields({
      name: name('object'),
      configMap: fields({name: name('object')}),
      hostPath: fields({path: 'text', type: 'keep'}),
    }),
  ),
} satisfies Record<string, Rule>;

const pod = object('pod', {
  spec: fields(podSpec),
  status: fields({
    phase: 'keep',
    reason: 'keep',
    message: 'text',
    conditions,
    containerStatuses: each(
      fields({
        name: name('container'),
        image: 'image',
        ready: 'keep',
        started: 'keep',
        restartCount: 'keep',
        state: containerState,
        lastState: containerState,
      }),
    ),
    hostIP: 'address',
    hostIPs: each(fields({ip: 'address'})),
    podIP: 'address',
    podIPs: each(fields({ip: 'address'})),
    startTime: 'keep',
  }),
});

const daemonSet = object('object', {
  spec: fields({
    selector: fields({matchLabels: 'labels'}),
    template: fields({metadata: fields({labels: 'labels'}), spec: fields(podSpec)}),
    updateStrategy: fields({
      type: 'keep',
      rollingUpdate: fields({maxSurge: 'keep', maxUnavailable: 'keep'}),
    }),
  }),
  status: fields({
    currentNumberScheduled: 'keep',
    desiredNumberScheduled: 'keep',
    numberAvailable: 'keep',
    numberReady: 'keep',
    numberUnavailable: 'keep',
    updatedNumberScheduled: 'keep',
  }),
});

const event = object('object', {
  type: 'keep',
  reason: 'keep',
  message: 'text',
  count: 'keep',
  action: 'keep',
  eventTime: 'keep',
  firstTimestamp: 'keep',
  lastTimestamp: 'keep',
  reportingComponent: name('object'),
  source: fields({component: name('object'), host: name('node')}),
  involvedObject: fields({
    apiVersion: 'keep',
    kind: 'keep',
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
