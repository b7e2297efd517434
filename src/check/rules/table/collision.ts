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
    return [...pairs].flatMap(([names, servers]) => verdicts(names, servers));
  },
});

/** One for each of the Services: the users of all of them feel it. */
function verdicts(names: string, servers: readonly ExpectedVirtualServer[]): readonly Verdict[] {
  const owners = new Map(servers[0]?.owners.map((owner) => [serviceName(owner), owner]));
  const certain = servers.some(({presence}) => presence === 'required');
  return [...owners.values()].map((owner) =>
    fail({
      ...(certain ? {} : {severity: 'warning'}),
      message: `${names} claim the same address and port: kube-proxy alternates between them`,
      evidence: servers.map(({id}) => `${describeVirtualServer(id)} is claimed by ${names}`).sort(),
      service: wholeService(owner),
    }),
  );
}
