import {describeVirtualServer, type ExpectedVirtualServer} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

/** Two Services that claim one address, port and protocol: kube-proxy does not decide between them. */
export const COLLISION = nodeRule({
  code: 'IPVS009',
  needs: ['expected'],
  check: ({expected}) => {
    const pairs = new Map<string, ExpectedVirtualServer[]>();
    for (const server of expected.virtualServers.values()) {
      if (server.owners.length < 2) continue;
      const names = [...new Set(server.owners.map(serviceName))].sort().join(' and ');
      pairs.set(names, [...(pairs.get(names) ?? []), server]);
    }
    return [...pairs].map(([names, servers]) => verdict(names, servers));
  },
});

function verdict(names: string, servers: readonly ExpectedVirtualServer[]): Verdict {
  const [owner] = servers[0]?.owners ?? [];
  const certain = servers.some(({presence}) => presence === 'required');
  return fail({
    ...(certain ? {} : {severity: 'warning'}),
    message: `${names} claim the same address and port: kube-proxy serves now one, now the other`,
    evidence: servers.map(({id}) => `${describeVirtualServer(id)} is claimed by ${names}`).sort(),
    ...(owner ? {service: wholeService(owner)} : {}),
  });
}
