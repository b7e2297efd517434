import {describe, expect, it} from '@jest/globals';
import {type PodPlan, podManifest, profileFor} from '../../src/capture/pod-manifest.ts';
import {CAPTURE_SCRIPT} from '../../src/capture/script/capture-script.ts';

const PLAN: PodPlan = {
  name: 'kubectl-ipvs-abcd-efgh',
  namespace: 'kube-system',
  node: 'node-a',
  runId: 'bcdfghjk',
  owner: 'jane@example.com',
  toolVersion: 'v0.1.0',
  image: 'nicolaka/netshoot:v0.13',
  imagePullSecret: undefined,
  profile: 'netlink',
  sources: ['ipvsadm-connections.txt', 'uname.txt', 'capture.json', 'ipvsadm-save.txt'],
  complete: false,
  keep: false,
  deadlineSeconds: 90,
};

describe('the debug pod', () => {
  it('is exactly this', () => {
    expect(podManifest(PLAN)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'kubectl-ipvs-abcd-efgh',
        namespace: 'kube-system',
        labels: {
          'app.kubernetes.io/name': 'kubectl-ipvs',
          'app.kubernetes.io/component': 'debug-pod',
          'app.kubernetes.io/managed-by': 'kubectl-ipvs',
          'kubectl-ipvs/run': 'bcdfghjk',
          'kubectl-ipvs/owner': 'jane-example.com',
          'sidecar.istio.io/inject': 'false',
        },
        annotations: {
          'kubectl-ipvs/version': 'v0.1.0',
          'kubectl-ipvs/owner': 'jane@example.com',
          'linkerd.io/inject': 'disabled',
          'sidecar.istio.io/inject': 'false',
        },
      },
      spec: {
        nodeName: 'node-a',
        hostNetwork: true,
        dnsPolicy: 'Default',
        restartPolicy: 'Never',
        activeDeadlineSeconds: 90,
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        tolerations: [{operator: 'Exists'}],
        securityContext: {seccompProfile: {type: 'RuntimeDefault'}},
        containers: [
          {
            name: 'capture',
            image: 'nicolaka/netshoot:v0.13',
            imagePullPolicy: 'IfNotPresent',
            command: ['sh', '-c', CAPTURE_SCRIPT],
            env: [
              {
                name: 'KUBECTL_IPVS_SOURCES',
                value: 'ipvsadm-save.txt uname.txt capture.json ipvsadm-connections.txt',
              },
              {name: 'KUBECTL_IPVS_COMPLETE', value: ''},
              {name: 'KUBECTL_IPVS_ONLY', value: ''},
              {name: 'KUBECTL_IPVS_MEMBERS', value: ''},
              {name: 'KUBECTL_IPVS_ASSUMED', value: ''},
              {name: 'KUBECTL_IPVS_METRICS', value: ''},
              {name: 'KUBECTL_IPVS_HEALTH', value: ''},
              {name: 'KUBECTL_IPVS_BUDGET', value: '9500000'},
              {name: 'KUBECTL_IPVS_WORK', value: '/tmp'},
              {name: 'KUBECTL_IPVS_ROOT', value: ''},
            ],
            workingDir: '/',
            resources: {requests: {cpu: '10m', memory: '32Mi'}, limits: {cpu: '1', memory: '192Mi'}},
            securityContext: {
              allowPrivilegeEscalation: false,
              privileged: false,
              readOnlyRootFilesystem: true,
              capabilities: {drop: ['ALL'], add: ['NET_ADMIN']},
              runAsUser: 0,
              runAsGroup: 0,
              seccompProfile: {type: 'RuntimeDefault'},
            },
            terminationMessagePolicy: 'File',
            volumeMounts: [{name: 'work', mountPath: '/tmp'}],
          },
        ],
        volumes: [{name: 'work', emptyDir: {medium: 'Memory', sizeLimit: '32Mi'}}],
      },
    });
  });

  it.each([
    {profile: 'netlink' as const, add: ['NET_ADMIN'], user: {runAsUser: 0, runAsGroup: 0}},
    {profile: 'rules' as const, add: ['NET_ADMIN', 'NET_RAW'], user: {runAsUser: 0, runAsGroup: 0}},
    {
      profile: 'procfs' as const,
      add: undefined,
      user: {runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534},
    },
  ])('has with profile $profile no right but $add', ({profile, add, user}) => {
    expect(podManifest({...PLAN, profile}).spec.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL'], ...(add && {add})},
      ...user,
      seccompProfile: {type: 'RuntimeDefault'},
    });
  });

  it('names a pull secret, and says that it is to stay, only where asked', () => {
    const plain = podManifest(PLAN);
    const asked = podManifest({...PLAN, imagePullSecret: 'registry', keep: true, complete: true});
    expect(asked).toEqual({
      ...plain,
      metadata: {...plain.metadata, labels: {...plain.metadata.labels, 'kubectl-ipvs/keep': 'true'}},
      spec: {
        ...plain.spec,
        imagePullSecrets: [{name: 'registry'}],
        containers: [
          {
            ...plain.spec.containers[0],
            env: plain.spec.containers[0]?.env.map((one) =>
              one.name === 'KUBECTL_IPVS_COMPLETE' ? {...one, value: 'yes'} : one,
            ),
          },
        ],
      },
    });
  });

  it('leaves out an owner that cannot be a label', () => {
    expect(podManifest({...PLAN, owner: '§§'}).metadata.labels).not.toHaveProperty('kubectl-ipvs/owner');
  });
});

describe('profileFor', () => {
  it.each([
    {sources: ['ipvsadm-save.txt', 'ipset-save.txt'] as const, unprivileged: false, profile: 'netlink'},
    {sources: ['iptables-save.txt'] as const, unprivileged: false, profile: 'rules'},
    {sources: ['ip6tables-save.txt'] as const, unprivileged: false, profile: 'rules'},
    {sources: ['iptables-save.txt'] as const, unprivileged: true, profile: 'procfs'},
  ])('gives $profile', ({sources, unprivileged, profile}) => {
    expect(profileFor(sources, unprivileged)).toBe(profile);
  });
});
