import {formatEndpoint, type InterfaceAddress, type KernelTable, type Node} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {isInside} from '../../inside-interface.ts';
import {nodeRule} from '../../rule.ts';
import {isLoopbackNetwork} from '../../rules/node-ports/localhost.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** The first version in which nftables mode can serve node ports on loopback addresses, behind a gate (KEP-6032). */
const LOCALHOST =
  'nftables mode can since 1.37, with the feature gate KubeProxyNFTablesLocalhostNodePorts, for TCP only';

/** Addresses that lose their node ports: in nftables mode `nodePortAddresses` is `primary` unless it is set. */
export const NODE_PORT_ADDRESSES: MigrationCheck = {
  section: 'node-ports',
  title: 'Addresses that serve node ports',
  rule: nodeRule({
    code: 'IPVS041',
    needs: ['configuration', 'expected'],
    wants: ['node', 'addresses', 'table'],
    check: ({configuration, expected, node, addresses, table}) => {
      if (expected.nodePorts.size === 0) return notApplicable('no Service has a node port');
      if (configuration.source === 'defaults') return undecidable("kube-proxy's configuration was not read");
      const set = configuration.nodePortAddresses;
      if (set.length > 0) {
        const but = set.some(isLoopbackNetwork) ? ', except for loopback addresses' : '';
        return pass(`nodePortAddresses: ${set.join(', ')} means the same in nftables mode${but}`);
      }
      if (!node || !addresses || !expected.nodePortAddresses)
        return undecidable('the addresses of the node are unknown');
      const primary = primaryAddresses(node);
      const lost = addresses.filter(
        ({address}) => expected.nodePortAddresses?.has(address) === true && !primary.has(address),
      );
      return lost.length === 0
        ? pass('node ports are served on the primary addresses only')
        : judge(lost, table);
    },
  }),
};

/** The first address of each family that the Node names as internal, else as external, as kube-proxy chooses them. */
function primaryAddresses({addresses}: Node): ReadonlySet<string> {
  const ordered = ['InternalIP', 'ExternalIP'].flatMap((type) =>
    addresses.filter((entry) => entry.type === type),
  );
  const first = (family: (address: string) => boolean) =>
    ordered.find(({address}) => family(address))?.address;
  return new Set(
    [first((address) => !address.includes(':')), first((address) => address.includes(':'))].filter(
      (address) => address !== undefined,
    ),
  );
}

function judge(lost: readonly InterfaceAddress[], table: KernelTable | undefined): Verdict {
  const inUse = table ? usedNodePorts(lost, table) : [];
  const addresses = lost.map((entry) => `${entry.address} (${entry.interface})`);
  const outside = lost.some((entry) => !isInside(entry.interface, entry.address));
  return fail({
    severity: outside || inUse.length > 0 ? 'warning' : 'info',
    message:
      'nodePortAddresses is not set: addresses of this node besides its primary ones would no longer serve node ports' +
      (inUse.length > 0 ? ', and connections use them now' : '; no connection uses them now') +
      (outside ? '' : '; they belong to containers'),
    evidence: [...firstFew(addresses), ...firstFew(inUse)],
    remedy:
      'while still in IPVS mode set nodePortAddresses: ["primary"] (kube-proxy 1.31 and later) on some nodes and ' +
      'find out who still needs them; to keep them, set the CIDRs of both families, or 0.0.0.0/0 and ::/0',
  });
}

function usedNodePorts(lost: readonly InterfaceAddress[], table: KernelTable): readonly string[] {
  const addresses = new Set(lost.map(({address}) => address));
  return [...table.values()].flatMap(({id, realServers}) => {
    if (id.kind !== 'address' || !addresses.has(id.address)) return [];
    const count = [...realServers.values()].reduce(
      (sum, {activeConnections = 0, inactiveConnections = 0}) =>
        sum + activeConnections + inactiveConnections,
      0,
    );
    return count === 0
      ? []
      : [`${id.protocol} ${formatEndpoint(id.address, id.port)} has ${count} connections`];
  });
}

/** Node ports on loopback addresses, which neither mode serves. */
export const LOCALHOST_NODE_PORTS: MigrationCheck = {
  section: 'node-ports',
  title: 'Node ports on localhost',
  rule: nodeRule({
    code: 'IPVS040',
    needs: ['configuration', 'expected'],
    check: ({configuration: {nodePortAddresses}, expected}) => {
      if (expected.nodePorts.size === 0) return notApplicable('no Service has a node port');
      const asked = nodePortAddresses.filter(isLoopbackNetwork);
      if (asked.length === 0)
        return pass('127.0.0.1 serves no node port in IPVS mode, and none in nftables mode');
      return fail({
        severity: 'info',
        message: `nodePortAddresses includes loopback addresses, which serve no node port in either mode (${LOCALHOST})`,
        evidence: [`nodePortAddresses: ${nodePortAddresses.join(', ')}`],
        remedy: "use the node's own address, or iptables mode, which serves them",
      });
    },
  }),
};
