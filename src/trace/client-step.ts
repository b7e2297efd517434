import {ADDRESS_ROLE_NAMES, formatEndpoint, type PathStep} from '../model/index.ts';
import {okStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/** Where clients connect to. */
export function clientStep({view, server}: PathContext): PathStep {
  const {id, role} = server;
  const who = view.client === undefined ? 'clients' : view.client;
  const verb = view.client === undefined ? 'connect' : 'connects';
  const place = `${id.protocol} ${formatEndpoint(id.address, id.port)}`;
  return okStep('client', `${who} ${verb} to the ${ADDRESS_ROLE_NAMES[role]} ${place}`);
}
