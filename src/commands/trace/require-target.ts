import {UserError} from '../../errors.ts';
import {compareNaturally, type Evidence} from '../../model/index.ts';
import type {Ports} from '../command.ts';
import type {TracedNode, TraceScope} from './trace-node.ts';

/**
 * An address that is no real server anywhere is a slip of the pen. On a cluster it may still be one that is gone, to which
 * connections go on: the samples tell. Throws `UserError`.
 */
export function requireReal(
  traced: readonly TracedNode[],
  {service, request: {real}}: TraceScope,
  {evidence, ports}: {readonly evidence: Evidence; readonly ports: Ports},
): void {
  const read = traced.filter(({error}) => error === undefined);
  if (real === undefined || read.length === 0) return;
  const addresses = new Set(
    read.flatMap(({paths, traffic}) => [
      ...paths.flatMap(({realServers}) => realServers.map(({address}) => address)),
      ...(traffic?.counts ?? []).map(({realServer}) => realServer.address),
    ]),
  );
  if (addresses.has(real)) return;
  const message = `${real} is not a real server of ${service.namespace}/${service.name} on the selected nodes`;
  if (evidence.live) {
    ports.warn(`${message}; connections that still go there are listed`);
    return;
  }
  throw new UserError({
    code: 'usage',
    message,
    remedy: `its real servers are ${[...addresses].sort(compareNaturally).slice(0, 5).join(', ') || 'not known'}`,
  });
}

/** Requires that `--to` is an address of the Service on a node that was read. Throws `UserError`. */
export function requireTarget(traced: readonly TracedNode[], {service, request}: TraceScope): void {
  const read = traced.filter(({error}) => error === undefined);
  if (request.to === undefined || read.length === 0 || read.some(({served}) => served.length > 0)) return;
  throw new UserError({
    code: 'usage',
    message: `${request.to.text} is not an address of ${service.namespace}/${service.name} on the selected nodes`,
    remedy: `leave --to out to see all of them; its cluster IP is ${service.clusterIP}`,
  });
}
