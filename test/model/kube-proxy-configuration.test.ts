import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {readConfigz, readKubeProxyConfiguration, withFlags} from '../../src/model/index.ts';

const CONFIGURED = {
  mode: 'ipvs',
  clusterCIDR: '10.244.0.0/16,fd00:244::/48',
  detectLocalMode: 'ClusterCIDR',
  metricsBindAddress: '0.0.0.0:10249',
  iptables: {masqueradeAll: true},
  ipvs: {strictARP: true, tcpTimeout: '2h0m0s', tcpFinTimeout: '0s', udpTimeout: '10s'},
  conntrack: {maxPerCore: 0, min: 262144, tcpBeLiberal: true},
};

type Document = Record<string, unknown>;

/** What kube-proxy of a version answers on `/configz`: in Go's spelling up to 1.35. */
function configzOf(version: string): {'kubeproxy.config.k8s.io': Document} {
  return JSON.parse(readFileSync(`test/fixtures/configz/${version}.json`, 'utf8'));
}

describe('readKubeProxyConfiguration', () => {
  test('settings that kube-proxy writes at its start', () => {
    expect(readKubeProxyConfiguration(CONFIGURED, 'configmap')).toMatchObject({
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

describe('readConfigz', () => {
  test.each([
    ['1.24', 'node-1'],
    ['1.28', 'node-2'],
    ['1.30', 'node-3'],
    ['1.33', 'node-4'],
    ['1.36', 'node-9'],
  ])('the settings of %s', (version, hostnameOverride) => {
    expect(readConfigz(configzOf(version))).toEqual({
      source: 'configz',
      mode: 'ipvs',
      scheduler: 'lc',
      excludeCidrs: ['203.0.113.0/24'],
      nodePortAddresses: ['192.0.2.0/24'],
      hostnameOverride,
      bindAddress: '0.0.0.0',
      syncPeriod: 30,
      minSyncPeriod: 0,
      featureGates: {},
      strictArp: false,
      ipvsTimeouts: {tcp: 0, tcpFin: 0, udp: 0},
      clusterCidr: '10.244.0.0/16,fd00:244::/48',
      detectLocalMode: '',
      masqueradeAll: false,
      detectLocalInterface: '',
      localhostNodePorts: true,
      nftables: {syncPeriod: 30, minSyncPeriod: 1, masqueradeAll: false},
      iptables: {syncPeriod: 30, minSyncPeriod: 1, masqueradeAll: false},
      conntrack: {maxPerCore: 32768, min: 131072, tcpBeLiberal: false},
      metricsBindAddress: '127.0.0.1:10249',
      healthzBindAddress: '0.0.0.0:10256',
    });
  });

  test('a real 1.31, which moved settings to the top and into groups', () => {
    expect(readConfigz(configzOf('1.31-nftables'))).toMatchObject({
      mode: 'nftables',
      hostnameOverride: 'node1',
      nodePortAddresses: ['10.99.0.11/32', 'fd00:99::11/128'],
      syncPeriod: 30,
      minSyncPeriod: 1,
      clusterCidr: '10.244.0.0/16,fd00:244::/48',
      detectLocalMode: 'ClusterCIDR',
      conntrack: {maxPerCore: 0, min: 131072, tcpBeLiberal: false},
    });
  });

  test.each([
    ['1.24', (document: Document) => [document.IPVS, document.IPTables, document.Conntrack]],
    ['1.33', (document: Document) => [document, document.Linux, (document.Linux as Document).Conntrack]],
  ])('settings of %s where that version has them', (version, groupsOf) => {
    const answer = configzOf(version);
    const document = answer['kubeproxy.config.k8s.io'];
    const [syncs, masquerading, conntrack] = groupsOf(document) as Document[];
    Object.assign(syncs as Document, {SyncPeriod: '1m0s', MinSyncPeriod: '10s'});
    Object.assign(masquerading as Document, {MasqueradeAll: true});
    Object.assign(conntrack as Document, {MaxPerCore: 0, Min: null, TCPBeLiberal: true});
    Object.assign(document.IPVS as Document, {StrictARP: true, TCPTimeout: '2h0m0s'});
    Object.assign(document, {FeatureGates: {AllAlpha: true, AllBeta: false}, Mode: 'ipvs'});
    expect(readConfigz(answer)).toMatchObject({
      syncPeriod: 60,
      minSyncPeriod: 10,
      masqueradeAll: true,
      conntrack: {maxPerCore: 0, min: undefined, tcpBeLiberal: true},
      strictArp: true,
      ipvsTimeouts: {tcp: 7200},
      featureGates: {AllAlpha: true, AllBeta: false},
    });
  });

  test.each([
    ['a text', '1m30s', 90],
    ['nanoseconds', 90_000_000_000, 90],
    ['an object around nanoseconds', {Duration: 90_000_000_000}, 90],
    ['an object around a text', {Duration: '1m30s'}, 90],
  ])('a duration as %s', (_, duration, seconds) => {
    const answer = configzOf('1.33');
    answer['kubeproxy.config.k8s.io'].MinSyncPeriod = duration;
    expect(readConfigz(answer).minSyncPeriod).toBe(seconds);
  });

  const spelled = (change: (document: Document) => void, version = '1.33') => {
    const answer = configzOf(version);
    change(answer['kubeproxy.config.k8s.io']);
    return answer;
  };

  test.each([
    ['no answer at all', null, 'the document should be an object'],
    ['nothing inside', {}, 'kubeproxy.config.k8s.io should be an object, but is missing'],
    ['a kubelet', {kubeletconfig: {mode: 'ipvs'}}, 'kubeproxy.config.k8s.io should be an object'],
    ['an empty document', {'kubeproxy.config.k8s.io': {}}, 'mode should be set'],
    [
      'lower case',
      spelled((document) => Object.assign(document, {mode: 'ipvs'}) && delete document.Mode),
      'ipvs.scheduler should be set',
    ],
    ['no group IPVS', spelled((document) => delete document.IPVS), 'IPVS.Scheduler should be set'],
    [
      'another name of a setting',
      spelled((document) => delete document.NodePortAddresses),
      'NodePortAddresses should be set',
    ],
    [
      'another type',
      spelled((document) => Object.assign(document, {NodePortAddresses: 'primary'})),
      'NodePortAddresses should be a list',
    ],
    [
      'a strange duration',
      spelled((document) => Object.assign(document, {MinSyncPeriod: 'often'})),
      'MinSyncPeriod should be a duration',
    ],
    ['no settings of syncs', spelled((document) => delete document.SyncPeriod), 'SyncPeriod should be set'],
    [
      '1.36 without bindAddress',
      spelled((document) => delete document.bindAddress, '1.36'),
      'bindAddress should be set',
    ],
  ])('%s is not known, instead of the defaults', (_, answer, message) => {
    expect(() => readConfigz(answer)).toThrow(message);
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
