import {describe, expect, test} from '@jest/globals';
import {readKubeProxyConfiguration, withFlags} from '../../src/model/index.ts';

const CONFIGURED = {
  'kubeproxy.config.k8s.io': {
    mode: 'ipvs',
    clusterCIDR: '10.244.0.0/16,fd00:244::/48',
    detectLocalMode: 'ClusterCIDR',
    metricsBindAddress: '0.0.0.0:10249',
    iptables: {masqueradeAll: true},
    ipvs: {strictARP: true, tcpTimeout: '2h0m0s', tcpFinTimeout: '0s', udpTimeout: '10s'},
    conntrack: {maxPerCore: 0, min: 262144, tcpBeLiberal: true},
  },
};

describe('readKubeProxyConfiguration', () => {
  test('settings that kube-proxy writes at its start', () => {
    expect(readKubeProxyConfiguration(CONFIGURED, 'configz')).toMatchObject({
      strictArp: true,
      ipvsTimeouts: {tcp: 7200, tcpFin: 0, udp: 10},
      clusterCidr: '10.244.0.0/16,fd00:244::/48',
      detectLocalMode: 'ClusterCIDR',
      masqueradeAll: true,
      conntrack: {maxPerCore: 0, min: 262144, tcpBeLiberal: true},
      metricsBindAddress: '0.0.0.0:10249',
    });
  });

  test('what is not there is the default', () => {
    expect(readKubeProxyConfiguration({mode: 'ipvs'}, 'configmap')).toMatchObject({
      strictArp: false,
      ipvsTimeouts: {tcp: 0, tcpFin: 0, udp: 0},
      conntrack: {maxPerCore: undefined, min: undefined, tcpBeLiberal: false},
    });
  });
});

describe('withFlags', () => {
  const flags = new Map([
    ['proxy-mode', 'ipvs'],
    ['ipvs-strict-arp', 'true'],
    ['ipvs-tcp-timeout', '1h'],
    ['cluster-cidr', '10.1.0.0/16'],
  ]);

  test('flags count where there is no configuration file', () => {
    expect(withFlags(undefined, flags)).toMatchObject({
      source: 'flags',
      strictArp: true,
      ipvsTimeouts: {tcp: 3600, tcpFin: 0, udp: 0},
      clusterCidr: '10.1.0.0/16',
      masqueradeAll: false,
    });
  });

  test('with --config they do not', () => {
    const base = readKubeProxyConfiguration({mode: 'ipvs', clusterCIDR: '10.2.0.0/16'}, 'configmap');
    expect(withFlags(base, new Map([...flags, ['config', '/etc/config.conf']]))).toMatchObject({
      strictArp: false,
      clusterCidr: '10.2.0.0/16',
    });
  });
});
