import {type Endpoint, type ExpectedVirtualServer, type Node, zoneOf} from '../../../model/index.ts';
import {groupByService, type ServiceServers} from '../../group-by-service.ts';
import {remembered} from '../../remembered.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/** Hints that are there and do not count on this node, and why (`pkg/proxy/topology.go`). */
export const TOPOLOGY_HINTS = nodeRule({
  code: 'IPVS055',
  needs: ['expected', 'node'],
  check: ({expected, node}) => {
    const servers = [...expected.virtualServers.values()].filter(
      ({role, selection}) => role === 'cluster-ip' && selection === 'all-ready',
    );
    return groupByService(servers).flatMap((group) => notApplied(group, node));
  },
});

const hasHints = remembered((endpoints: ExpectedVirtualServer['endpoints']) =>
  [...endpoints.values()].some(({forZones, forNodes}) => forZones.length > 0 || forNodes.length > 0),
);

function notApplied({service, servers}: ServiceServers, node: Node): readonly Verdict[] {
  if (!servers.some(({endpoints}) => hasHints(endpoints))) return [];
  const ready = servers.flatMap(readyEndpoints);
  const hinted = ready.filter(({forZones, forNodes}) => forZones.length > 0 || forNodes.length > 0);
  if (hinted.length === 0 || ready.length < 2) return [];
  return [
    fail({
      service,
      message: `topology hints of ${serviceName(service)} are not used on ${node.name}: ${whyNot(ready, zoneOf(node))}`,
      evidence: [
        `${hinted.length} of ${ready.length} ready endpoints have hints`,
        `zone of the node: ${zoneOf(node) ?? 'none'}`,
      ],
    }),
  ];
}

function readyEndpoints({endpoints}: ExpectedVirtualServer): readonly Endpoint[] {
  return [...endpoints.values()].filter(({ready}) => ready);
}

function whyNot(ready: readonly Endpoint[], zone: string | undefined): string {
  if (zone === undefined) return 'the Node has no label topology.kubernetes.io/zone';
  if (ready.some(({forZones}) => forZones.length === 0)) return 'a ready endpoint has no hint for a zone';
  if (!ready.some(({forZones}) => forZones.includes(zone)))
    return `no endpoint has a hint for the zone ${zone}`;
  return 'this version or the annotations of the Service disable them';
}
