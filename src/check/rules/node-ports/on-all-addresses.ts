import type {InterfaceAddress, Node} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {isInside} from '../../inside-interface.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';

/** Node ports on addresses that the Node does not name as its own, and that are not inside the cluster. */
export const ON_ALL_ADDRESSES = nodeRule({
  code: 'IPVS041',
  needs: ['configuration', 'expected'],
  wants: ['node', 'addresses'],
  check: ({configuration, expected, node, addresses}) => {
    const {source, nodePortAddresses} = configuration;
    if (expected.nodePorts.size === 0) return notApplicable('no Service has a node port');
    if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
    const set = `nodePortAddresses: ${nodePortAddresses.join(', ') || 'not set'}`;
    if (expected.openNodePortFamilies.length === 0) return pass(set);
    if (!node || !addresses || !expected.nodePortAddresses)
      return undecidable('which of the addresses do not belong to the node itself is unknown');
    const foreign = otherAddresses({node, addresses, served: expected.nodePortAddresses});
    return judge(set, foreign, nodePortAddresses.length > 0);
  },
});

interface Served {
  readonly node: Node;
  readonly addresses: readonly InterfaceAddress[];
  readonly served: ReadonlySet<string>;
}

function otherAddresses({node, addresses, served}: Served): readonly InterfaceAddress[] {
  const own = new Set(node.addresses.map(({address}) => address));
  return addresses.filter(({address}) => served.has(address) && !own.has(address));
}

function judge(set: string, others: readonly InterfaceAddress[], oneFamily: boolean): Verdict {
  const outside = others.filter(({interface: name, address}) => !isInside(name, address));
  const lines = (outside.length > 0 ? outside : others).map(
    ({interface: name, address}) => `node ports on ${address} (${name})`,
  );
  const why = oneFamily ? 'nodePortAddresses leaves a family open' : 'nodePortAddresses is not set';
  if (outside.length === 0) {
    return fail({
      severity: 'info',
      message: `${why}: node ports are open on all addresses of this node, its own and those of containers`,
      evidence: [set, ...firstFew(lines)],
    });
  }
  return fail({
    message: `${why}: node ports are open on addresses of this node that are not in the Node object`,
    evidence: [set, ...firstFew(lines)],
  });
}
