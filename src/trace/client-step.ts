import {type AddressRole, formatEndpoint, type PathStep} from '../model/index.ts';
import {okStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

const ROLES: Readonly<Record<AddressRole, string>> = {
  'cluster-ip': 'cluster IP',
  'external-ip': 'external IP',
  'load-balancer': 'load-balancer address',
  'node-port': 'node port',
};

/** Where clients connect to. */
export function clientStep({view, server}: PathContext): PathStep {
  const {id, role} = server;
  const who = view.client === undefined ? 'clients' : view.client;
  const verb = view.client === undefined ? 'connect' : 'connects';
  const place = `${id.protocol} ${formatEndpoint(id.address, id.port)}`;
  return okStep('client', `${who} ${verb} to the ${ROLES[role]} ${place}`);
}
