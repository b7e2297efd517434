import {DUMMY_INTERFACE, type PathStep} from '../model/index.ts';
import {brokenBy, brokenStep, okStep, unknownStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/**
 * Whether the node takes packets for the address: kube-proxy binds it to kube-ipvs0; a node's own address needs nothing
 * (`pkg/proxy/ipvs/proxier.go`, `syncService`).
 */
export function addressStep({view, server}: PathContext): PathStep {
  const {address} = server.id;
  const {addresses} = view.actual;
  if (!addresses) return unknownStep('address', "the node's addresses were not captured");
  const broken = brokenBy(
    'address',
    view.findings.filter(({kind, expected}) => kind === 'address-unbound' && expected?.address === address),
  );
  if (broken) return broken;
  const holder = addresses.find((entry) => entry.address === address);
  if (server.role === 'node-port') {
    if (holder)
      return okStep('address', `${address} is the node's own, on ${holder.interface}: nothing to bind`);
    return brokenStep('address', {
      message: `${address} is no longer an address of the node, but still serves node ports`,
      remedy: 'restart kube-proxy on the node, so that it reads the addresses again',
    });
  }
  if (!holder)
    return unknownStep(
      'address',
      `${address} is on no interface; as far as is known, it does not have to be`,
    );
  if (holder.interface === DUMMY_INTERFACE)
    return okStep('address', `${address} is bound to ${DUMMY_INTERFACE}`);
  return okStep(
    'address',
    `${address} is on ${holder.interface}, so it does not have to be on ${DUMMY_INTERFACE}`,
  );
}
