import {describe, expect, test} from '@jest/globals';
import {placesToAsk, proxyPlaces, readKubeProxyConfiguration, withFlags} from '../../src/model/index.ts';

const NODE = ['10.0.0.7', 'fd00::7'];

describe('where kube-proxy serves HTTP', () => {
  // Columns of metrics: what `SetDefaults_KubeProxyConfiguration` of kube-proxy makes of these fields.
  test.each([
    [{}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{bindAddress: '0.0.0.0'}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{bindAddress: '::'}, ['[::1]:10249'], ['[::1]:10256']],
    [{metricsBindAddress: '0.0.0.0'}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{metricsBindAddress: '0.0.0.0:10249'}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{metricsBindAddress: '::'}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{metricsBindAddress: '[::1]:9249'}, ['[::1]:9249'], ['127.0.0.1:10256']],
    [{metricsBindAddress: 'localhost:10249'}, ['127.0.0.1:10249'], ['127.0.0.1:10256']],
    [{metricsBindAddress: ':9000'}, ['127.0.0.1:9000'], ['127.0.0.1:10256']],
    [
      {metricsBindAddress: '10.0.0.7', healthzBindAddress: '10.0.0.7:10256'},
      ['10.0.0.7:10249'],
      ['10.0.0.7:10256'],
    ],
    [
      {metricsBindAddress: '##NODE_IP##:10249'},
      ['127.0.0.1:10249', '[::1]:10249', '10.0.0.7:10249', '[fd00::7]:10249'],
      ['127.0.0.1:10256'],
    ],
  ])('%j', (fields, metrics, health) => {
    const configuration = readKubeProxyConfiguration(fields, 'configmap');
    expect(proxyPlaces(configuration, NODE)).toEqual({metrics, health});
  });

  test('where nothing tells, it may be at each address of the node', () => {
    const {metrics, health} = proxyPlaces(withFlags(undefined, new Map()), ['10.0.0.7']);
    expect(metrics).toEqual(['127.0.0.1:10249', '[::1]:10249', '10.0.0.7:10249']);
    expect(health).toEqual(['127.0.0.1:10256', '[::1]:10256', '10.0.0.7:10256']);
  });

  test('flags count where there is no file, and are not read beside one', () => {
    const flags = new Map([['metrics-bind-address', '10.0.0.7:10249']]);
    expect(proxyPlaces(withFlags(undefined, flags), NODE).metrics).toEqual(['10.0.0.7:10249']);
    const file = readKubeProxyConfiguration({}, 'configmap');
    const both = withFlags(file, new Map([...flags, ['config', '/var/lib/kube-proxy/config.conf']]));
    expect(proxyPlaces(both, NODE).metrics).toEqual(['127.0.0.1:10249']);
  });

  test('it is asked at the configured place first, then wherever it may have listened before', () => {
    const configuration = readKubeProxyConfiguration({metricsBindAddress: '10.0.0.7:9249'}, 'configmap');
    expect(placesToAsk(configuration, ['10.0.0.7']).metrics).toEqual([
      '10.0.0.7:9249',
      '127.0.0.1:10249',
      '[::1]:10249',
      '10.0.0.7:10249',
    ]);
  });
});
