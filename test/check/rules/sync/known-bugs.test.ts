import {describe, expect, test} from '@jest/globals';
import {checkOnNode, version} from '../../../support/builders/node-evidence.ts';
import {aService} from '../../../support/builders/service.ts';

const dns = aService({ports: [{name: 'dns', protocol: 'UDP', port: 53}]});
const outside = {
  ...aService({ports: [{name: 'sip', protocol: 'UDP', port: 5060}]}),
  status: {loadBalancer: {ingress: [{ip: '198.51.100.7'}]}},
};
const thousands = Array.from({length: 4000}, () => aService());

function told(kubeProxy: string, services: readonly object[], mode = 'ipvs') {
  const [result] = checkOnNode('IPVS095', {version: version(kubeProxy), mode}, {services: services as never});
  return {
    result: result?.result,
    severity: result?.severity,
    bugs: (result?.evidence ?? []).flatMap((line) => /kubernetes#\d+/.exec(line) ?? []).map(String),
  };
}

describe('IPVS095: known bugs of the version that runs', () => {
  test.each([
    ['v1.31.2', [dns], []],
    ['v1.31.1', [dns], ['kubernetes#127780']],
    ['v1.32.0', [dns], ['kubernetes#130032', 'kubernetes#139628', 'kubernetes#141371']],
    ['v1.36.0', [dns], ['kubernetes#139628', 'kubernetes#141371', 'kubernetes#141943']],
    ['v1.37.0', [dns], ['kubernetes#141371', 'kubernetes#141943']],
    ['v1.38.0', [dns], []],
    ['v1.36.0', [aService()], ['kubernetes#141943']],
  ])('%s', (kubeProxy, services, bugs) => {
    expect(told(kubeProxy, services)).toMatchObject({
      result: bugs.length > 0 ? 'fail' : 'pass',
      bugs,
    });
  });

  test('UDP Services that are reached from outside', () => {
    expect(told('v1.32.2', [outside]).bugs).toContain('kubernetes#129982');
    expect(told('v1.32.3', [outside]).bugs).not.toContain('kubernetes#129982');
  });

  test('are a warning where syncs take tens of seconds for them', () => {
    expect(told('v1.36.0', thousands)).toMatchObject({severity: 'warning'});
    expect(told('v1.37.0', thousands)).toMatchObject({severity: 'info'});
    expect(told('v1.36.0', [dns])).toMatchObject({severity: 'info'});
  });

  test('of the mode that runs', () => {
    expect(told('v1.35.0', [dns], 'nftables').bugs).toContain('kubernetes#136786');
    expect(told('v1.36.1', [], 'iptables').bugs).toContain('kubernetes#138571');
  });

  test('name what to do meanwhile, and the entry that explains them', () => {
    const [result] = checkOnNode('IPVS095', {version: version('v1.36.0')}, {services: [dns]});
    expect(result?.evidence[0]).toMatch(/IPVS019/);
    expect(result?.remedy).toContain('until #139628 is fixed: ');
  });
});
