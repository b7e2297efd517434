import {firstFew} from '../../first-few.ts';
import {nodePortOwners} from '../../node-port-owners.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';
import {serviceName, wholeService} from '../../whole-service.ts';

const RANGE = 'net.ipv4.ip_local_port_range';
const RESERVED = 'net.ipv4.ip_local_reserved_ports';

/** A Service whose own port is another Service's node port: from a node its packets match the rules for node ports. */
export const PORT_IS_A_NODE_PORT = clusterRule({
  code: 'IPVS044',
  onlyInIpvsMode: true,
  check: ({cluster}) => {
    const owners = nodePortOwners(cluster.services);
    return cluster.services
      .filter(({clusterIP, type}) => clusterIP !== 'None' && type !== 'ExternalName')
      .flatMap((service) =>
        service.ports.flatMap(({protocol, port}) => {
          const owner = owners.get(`${protocol} ${port}`);
          if (owner === undefined) return [];
          return fail({
            severity: 'warning',
            service: wholeService(service),
            message: `the port ${port} of ${serviceName(service)} is also a node port of ${owner}: from a node its traffic is treated as that of the node port`,
            evidence: [
              `${serviceName(service)} has ${protocol} port ${port}`,
              `${owner} has node port ${port}`,
            ],
          });
        }),
      );
  },
});

/** Node ports among the ports that the kernel gives to outgoing connections. */
export const NODE_PORT_IS_EPHEMERAL = nodeRule({
  code: 'IPVS044',
  needs: ['sysctls'],
  check: ({sysctls}, {cluster}) => {
    const range = sysctls.get(RANGE);
    const match = /^(\d+)\s+(\d+)$/.exec(range ?? '');
    if (!match) return undecidable(`${RANGE} was not captured`);
    const [low, high] = [Number(match[1]), Number(match[2])];
    const reserved = sysctls.get(RESERVED);
    const shown = [`${RANGE} = ${low} ${high}`, `${RESERVED} = ${reserved ?? '(not captured)'}`];
    const taken = [...nodePortOwners(cluster.services)].filter(([key]) => {
      const port = Number(key.split(' ')[1]);
      return port >= low && port <= high && !isReserved(port, reserved ?? '');
    });
    if (taken.length === 0) return pass(...shown);
    if (reserved === undefined)
      return undecidable(`node ports are in ${RANGE}, and ${RESERVED} was not captured`);
    return fail({
      severity: 'warning',
      message: `${taken.length} node ports are among the ports of outgoing connections: a connection that gets one of them fails`,
      evidence: [...shown, ...firstFew(taken.map(([key, owner]) => `node port ${key} of ${owner}`).sort())],
    });
  },
});

/** Whether a port is in a list like `30000-32767,8080`. */
function isReserved(port: number, list: string): boolean {
  return list.split(',').some((part) => {
    const [from, to] = part.trim().split('-').map(Number);
    return from !== undefined && port >= from && port <= (to ?? from) && part.trim() !== '';
  });
}
