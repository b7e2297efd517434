import {expect, test} from '@jest/globals';
import {proxyCondition} from '../../src/inspect/proxy-condition.ts';
import {readProxyFacts} from '../../src/kernel/proxy-facts.ts';
import {
  type JsonObject,
  type KubeProxyPod,
  type ProxyConditionKind,
  proxyPlaces,
} from '../../src/model/index.ts';
import {aProxyPod, configuration} from '../support/builders/proxy-facts.ts';

interface Case {
  readonly failed?: readonly string[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly pod?: KubeProxyPod | undefined;
  readonly settings?: JsonObject;
}

function conditionOf({failed = [], texts = {}, pod, settings = {}}: Case) {
  const record = JSON.stringify({failedCommands: failed, stderr: {}});
  const facts = readProxyFacts({node: 'node-a', texts: {...texts, 'capture.json': record}});
  const places = proxyPlaces(configuration(settings, 'configmap'), ['10.0.0.5']);
  return proxyCondition({pod, podsExist: true, facts, places});
}

const REFUSED = [
  'kube-proxy-mode.txt curl exit=7 10249/proxyMode',
  'kube-proxy-healthz.json curl exit=7 10256/healthz',
];
const HEALTHZ = {'kube-proxy-healthz.json': '{"healthy": true}'};
const MODE = {'kube-proxy-mode.txt': 'ipvs'};
const running = aProxyPod();
const crashing = aProxyPod({waiting: 'CrashLoopBackOff'});

test.each<readonly [string, Case, ProxyConditionKind]>([
  ['it answers', {texts: MODE, pod: running}, 'running'],
  ['it answers, and its Pod is that of before', {texts: MODE, pod: crashing}, 'running'],
  [
    'its health port answers, its metrics are elsewhere',
    {
      failed: REFUSED.slice(0, 1),
      texts: HEALTHZ,
      pod: running,
      settings: {metricsBindAddress: '[::1]:10249'},
    },
    'running',
  ],
  ['its Pod is in a crash loop, and nothing answers', {failed: REFUSED, pod: crashing}, 'not-running'],
  ['no Pod here, though the cluster has some', {failed: REFUSED}, 'absent'],
  ['its ports refuse', {failed: REFUSED, pod: running}, 'silent'],
  [
    'its ports refuse, and the address has no port',
    {failed: REFUSED, pod: running, settings: {metricsBindAddress: '127.0.0.1'}},
    'silent',
  ],
  [
    'both ports are configured to be elsewhere',
    {
      failed: REFUSED,
      pod: running,
      settings: {metricsBindAddress: '10.0.0.5:10249', healthzBindAddress: '10.0.0.5:10256'},
    },
    'unknown',
  ],
  [
    'metrics are elsewhere, but its health port is not, and refuses',
    {failed: REFUSED, pod: running, settings: {metricsBindAddress: '10.0.0.5:10249'}},
    'silent',
  ],
  [
    'it takes connections and never answers',
    {failed: ['kube-proxy-mode.txt curl exit=28 10249/proxyMode'], pod: running},
    'hung',
  ],
  [
    'the image has nothing to ask with',
    {failed: ['kube-proxy-mode.txt wget exit=127 10249/proxyMode'], pod: running},
    'unknown',
  ],
  ['nobody asked', {pod: running}, 'unknown'],
])('%s', (_, one, kind) => {
  expect(conditionOf(one).kind).toBe(kind);
});

test('what was not asked is told', () => {
  const failed = ['kube-proxy-mode.txt wget exit=127 10249/proxyMode'];
  expect(conditionOf({failed, pod: running}).why).toContain('has no curl and no wget');
});
