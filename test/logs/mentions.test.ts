import {describe, expect, test} from '@jest/globals';
import {createMentions} from '../../src/logs/index.ts';
import {readEndpointSlice, readService} from '../../src/model/index.ts';

const SERVICE = readService({
  metadata: {namespace: 'shop', name: 'web'},
  spec: {
    type: 'LoadBalancer',
    clusterIP: '10.96.14.7',
    clusterIPs: ['10.96.14.7', 'fd00:96::7'],
    externalIPs: ['203.0.113.9'],
    healthCheckNodePort: 32_726,
    ports: [{name: 'http', port: 80, nodePort: 30_080, protocol: 'TCP'}],
  },
  status: {loadBalancer: {ingress: [{ip: '203.0.113.10'}]}},
});

const slice = (service: string, address: string) =>
  readEndpointSlice({
    metadata: {namespace: 'shop', name: `${service}-abcde`, labels: {'kubernetes.io/service-name': service}},
    addressType: 'IPv4',
    ports: [{name: 'http', port: 8080, protocol: 'TCP'}],
    endpoints: [{addresses: [address], conditions: {ready: true}}],
  });

const mentions = createMentions([SERVICE], [slice('web', '10.244.1.7'), slice('other', '10.244.1.9')]);

describe('lines that speak of a Service', () => {
  test.each([
    ['its name', '"Adding" service="shop/web"'],
    ['its port name', '"Adding" portName="shop/web:http"'],
    ['its name in a message', 'no endpoints for shop/web, sorry'],
    ['its slice', '"x" slice="shop/web-abcde"'],
    ['its cluster IP', '"x" virtualServer="10.96.14.7:80/TCP"'],
    ['its second cluster IP', '"x" virtualServer="[fd00:96::7]:80/TCP"'],
    ['its second cluster IP without brackets', '"x" virtualServer="fd00:96::7:80/TCP"'],
    ['its external IP', '"x" ip="203.0.113.9"'],
    ['its load-balancer IP', '"x" ips=["203.0.113.10"]'],
    ['its endpoint', '"x" realServer="10.96.9.9:80/TCP/10.244.1.7:8080"'],
    ['its node port', '"x" virtualServer="172.18.0.2:30080/TCP"'],
    ['its health check', '"Opening healthcheck" port=32726'],
  ])('%s', (_, line) => {
    expect(mentions(line)).toBe(true);
  });

  test.each([
    ['a longer name', '"x" service="shop/web-2"'],
    ['a name in a longer namespace', '"x" service="eshop/web"'],
    ['a longer address', '"x" ip="10.96.14.70" other="110.96.14.7"'],
    ['an address with more parts', '"x" ip="10.244.1.7.5"'],
    ['a longer IPv6 address', '"x" ip="fd00:96::7:1" other="fd00:96::77" third="1fd00:96::7"'],
    ["another Service's endpoint", '"x" realServer="10.244.1.9:8080"'],
    ['a number that is no port', '"x" seq=30080 took="30080ms"'],
    ['a longer port', '"x" virtualServer="172.18.0.2:300801/TCP"'],
  ])('not %s', (_, line) => {
    expect(mentions(line)).toBe(false);
  });

  test('of very many addresses', () => {
    const many = Array.from({length: 3000}, (_, index) => `10.245.${index >> 8}.${index & 255}`);
    const all = createMentions(
      [SERVICE],
      many.map((address) => slice('web', address)),
    );
    expect(all('"x" realServer="10.245.11.183:8080"')).toBe(true);
    expect(all('"x" realServer="10.246.11.183:8080"')).toBe(false);
  });
});
