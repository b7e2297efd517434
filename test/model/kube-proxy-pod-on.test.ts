import {describe, expect, test} from '@jest/globals';
import {kubeProxyPodOn, readKubeProxyPod} from '../../src/model/index.ts';

function pod(name: string, status: object, command: readonly string[] = ['kube-proxy']) {
  return readKubeProxyPod({
    metadata: {namespace: 'kube-system', name},
    spec: {nodeName: 'a', containers: [{name: 'kube-proxy', command}]},
    status,
  });
}
const state = (phase: string, container: object) => ({
  phase,
  containerStatuses: [{name: 'kube-proxy', state: container}],
});
const running = pod('running', state('Running', {running: {}}));
const ended = pod('ended', state('Failed', {terminated: {exitCode: 137}}));
const crashing = pod('crashing', state('Running', {waiting: {reason: 'CrashLoopBackOff'}}));
const pending = pod('pending', {phase: 'Pending'});

describe('of several kube-proxy Pods on a node', () => {
  test.each([
    ['the one that runs counts, not an ended one', [ended, running], 'running'],
    ['in whatever order the API lists them', [running, ended], 'running'],
    ['one that crashes counts before an ended one', [ended, crashing], 'crashing'],
    ['one that runs counts before one that crashes', [crashing, running], 'running'],
    ['one that starts counts before an ended one', [ended, pending], 'pending'],
    ['an ended one, if there is no other', [ended], 'ended'],
  ])('%s', (_, pods, name) => {
    expect(kubeProxyPodOn('a', pods)?.name).toBe(name);
  });

  test('none of another node', () => {
    expect(kubeProxyPodOn('b', [running])).toBeUndefined();
  });
});

describe('where kube-proxy writes its log, if not to its output', () => {
  test.each([
    [['kube-proxy', '--v=2'], undefined],
    [['sh', '-c', 'exec kube-proxy --v=2 1>>/var/log/kube-proxy.log 2>&1'], '/var/log/kube-proxy.log'],
    [['sh', '-c', 'kube-proxy --v=2 &> /var/log/kp.log'], '/var/log/kp.log'],
    [['sh', '-c', 'kube-proxy 2>/dev/null'], undefined],
    [['kube-proxy', '--logtostderr=false', '--log-dir=/var/log/kp'], '/var/log/kp'],
    [['kube-proxy', '--logtostderr=false', '--log_file=/var/log/kp.log'], '/var/log/kp.log'],
    [['kube-proxy', '--logtostderr=false', '--alsologtostderr=true', '--log-dir=/var/log'], undefined],
    [['kube-proxy', '--log-dir=/var/log/kp'], undefined],
  ])('%j', (command, file) => {
    expect(pod('p', {}, command).logFile).toBe(file);
  });
});

test('flags with the address of the node, as the downward API fills it in', () => {
  const {flags} = readKubeProxyPod({
    metadata: {namespace: 'kube-system', name: 'p'},
    spec: {
      containers: [
        {
          name: 'kube-proxy',
          command: ['kube-proxy', '--metrics-bind-address=$(NODE_IP):10249'],
          env: [{name: 'NODE_IP', valueFrom: {fieldRef: {fieldPath: 'status.hostIP'}}}],
        },
      ],
    },
    status: {hostIP: '10.0.0.7'},
  });
  expect(flags.get('metrics-bind-address')).toBe('10.0.0.7:10249');
});
