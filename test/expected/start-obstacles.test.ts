import {describe, expect, test} from '@jest/globals';
import {startObstacles} from '../../src/expected/index.ts';
import {type JsonObject, parseKubeVersion, readKubeProxyConfiguration} from '../../src/model/index.ts';

function obstacles(version: string, document: JsonObject): readonly string[] {
  const parsed = parseKubeVersion(version);
  if (!parsed) throw new Error(version);
  return startObstacles(parsed, readKubeProxyConfiguration({mode: 'ipvs', ...document}, 'configmap'));
}

describe('what a kube-proxy does not start with', () => {
  test.each([
    ['1.24.0', ['10.0.0.0/8'], []],
    ['1.24.0', ['primary'], [/CIDRs only up to 1\.30/]],
    ['1.30.14', ['primary'], [/CIDRs only up to 1\.30/]],
    ['1.31.0', ['primary'], []],
    ['1.36.3', ['primary', '10.0.0.0/8'], [/primary, 10\.0\.0\.0\/8.*primary alone, up to 1\.36/]],
    ['1.36.3', ['localhost'], [/primary alone/]],
    ['1.37.0', ['primary', 'localhost', '10.0.0.0/8'], []],
    ['1.38.0', ['all'], []],
  ])('%s, nodePortAddresses %j', (version, nodePortAddresses, expected) => {
    expect(obstacles(version, {nodePortAddresses})).toEqual(
      expected.map((text) => expect.stringMatching(text)),
    );
  });

  test.each([
    ['1.36.3', {KubeProxyIPVS: true}, [/KubeProxyIPVS does not exist before 1\.37/]],
    ['1.37.0', {}, []],
    ['1.37.0', {KubeProxyIPVS: true}, []],
    ['1.37.0', {KubeProxyIPVS: false}, [/KubeProxyIPVS is off/]],
    ['1.38.0', {KubeProxyIPVS: false}, [/KubeProxyIPVS is off/]],
    ['1.40.0', {}, [/KubeProxyIPVS is off/]],
    ['1.40.0', {KubeProxyIPVS: true}, []],
    ['1.32.0', {TopologyAwareHints: false}, []],
    ['1.33.0', {TopologyAwareHints: true}, []],
    ['1.33.0', {TopologyAwareHints: false}, [/TopologyAwareHints is locked to true since 1\.33/]],
    ['1.36.0', {TopologyAwareHints: true}, [/TopologyAwareHints no longer exists/]],
    ['1.35.0', {LoadBalancerIPMode: true}, [/LoadBalancerIPMode no longer exists/]],
    ['1.28.0', {ServiceInternalTrafficPolicy: true}, [/no longer exists/]],
    ['1.36.0', {AllowServiceExternalIPs: false, AllAlpha: true, SomeOtherGate: true}, []],
  ])('%s, gates %j', (version, featureGates, expected) => {
    expect(obstacles(version, {featureGates})).toEqual(expected.map((text) => expect.stringMatching(text)));
  });

  test('the gate of IPVS mode is no obstacle to other modes', () => {
    expect(obstacles('1.40.0', {mode: 'nftables'})).toEqual([]);
  });
});
