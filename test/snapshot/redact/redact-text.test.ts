import {describe, expect, test} from '@jest/globals';
import {createMappings} from '../../../src/snapshot/redact/mappings.ts';
import {redactText} from '../../../src/snapshot/redact/redact-text.ts';

const mappings = createMappings(new Uint8Array(32).fill(3));
const {names} = mappings;
const shop = names.map('namespace', 'shop');
const web = names.map('service', 'web');
const node = names.map('node', 'ip-10-0-1-23.ec2.internal');
names.map('service', 'service');
names.map('port', 'admin-ui');

describe('names in logs and events', () => {
  test.each([
    [
      'a Service port',
      'svcPortName="shop/web:admin-ui"',
      `svcPortName="${shop}/${web}:${names.known('admin-ui')}"`,
    ],
    ['a node', 'node="ip-10-0-1-23.ec2.internal"', `node="${node}"`],
    ['a Pod that is gone', 'Killing web-7f9c-abcde', `Killing ${names.map('name', 'web-7f9c-abcde')}`],
    [
      'a Service that is gone',
      'deleted "shop/cart:http"',
      `deleted "${shop}/${names.map('object', 'cart')}:http"`,
    ],
    [
      'a cluster-internal name',
      'lookup web.shop.svc.cluster.local',
      `lookup ${web}.${shop}.svc.cluster.local`,
    ],
    [
      'a host name',
      'dial tcp: lookup api.prod.corp',
      `dial tcp: lookup ${names.map('host', 'api.prod.corp')}`,
    ],
    ['an unknown name under a key of names', 'pod="cart-0"', `pod="${names.map('name', 'cart-0')}"`],
    ['a word that happens to be a name', 'Adding new service port', 'Adding new service port'],
    [
      'source files and packages',
      '"Waiting" reflector="k8s.io/client-go/informers/factory.go:177"',
      '"Waiting" reflector="k8s.io/client-go/informers/factory.go:177"',
    ],
    [
      'paths and settings',
      '/proc/sys/net/ipv4/vs/conn_reuse_mode net/ipv4',
      '/proc/sys/net/ipv4/vs/conn_reuse_mode net/ipv4',
    ],
    ['names that every cluster has', 'kube-system/kube-proxy', 'kube-system/kube-proxy'],
  ])('%s', (_, text, redacted) => {
    expect(redactText(text, mappings)).toBe(redacted);
  });

  test.each(['cart', 'prod', 'corp', 'abcde', 'ec2', '10-0-1', '10.0.1.23'])('%s is not left', (secret) => {
    const text =
      'shop/cart api.prod.corp web-7f9c-abcde ip-10-0-1-23.ec2.internal ip-10-0-1-99 10.0.1.23 pod="cart-0"';
    expect(redactText(text, mappings)).not.toContain(secret);
  });
});
