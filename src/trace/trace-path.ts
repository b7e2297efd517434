import {
  hasRules,
  type JudgedServer,
  PATH_STEPS,
  type PathState,
  type PathStep,
  type ServicePortRef,
  type TracePath,
} from '../model/index.ts';
import {addressStep} from './address-step.ts';
import {clientStep} from './client-step.ts';
import {describeRealServers} from './describe-real-servers.ts';
import {ipSetsStep} from './ip-sets-step.ts';
import {iptablesStep} from './iptables-step.ts';
import {natStep} from './nat-step.ts';
import type {NodeView} from './path-context.ts';
import {realServersStep} from './real-servers-step.ts';
import {routeStep} from './route-step.ts';
import {virtualServerStep} from './virtual-server-step.ts';

/** The path to one virtual server of a Service through a node, step by step, each judged by what was captured. */
export function tracePath(view: NodeView, judged: JudgedServer, service: ServicePortRef): TracePath {
  const {expected: server, ...rest} = judged;
  const context = {...rest, view, server};
  const realServers = describeRealServers(context);
  const served = [virtualServerStep(context), realServersStep(context, realServers)];
  // Rules of nftables and iptables mode do in one what takes an interface, sets and chains in IPVS mode.
  const steps = hasRules(view.expected.mode)
    ? [clientStep(context), ...served, routeStep(context, realServers)]
    : [
        clientStep(context),
        addressStep(context),
        ipSetsStep(context),
        iptablesStep(context),
        ...served,
        natStep(context, realServers),
        routeStep(context, realServers),
      ];
  return {
    node: view.expected.node,
    service,
    virtualServer: server.id,
    role: server.role,
    state: stateOf(steps),
    steps,
    realServers,
  };
}

/** Of several steps: broken if one is, else unknown if one is. */
function stateOf(steps: readonly PathStep[]): PathState {
  if (steps.some(({state}) => state === 'broken')) return 'broken';
  return steps.some(({state}) => state === 'unknown') ? 'unknown' : 'ok';
}

/** The first broken step of a path; undefined if none is known to be broken. */
function firstBroken({steps}: Pick<TracePath, 'steps'>): PathStep | undefined {
  return steps.find(({state}) => state === 'broken');
}

/** The path that breaks first, over all; undefined if none is known to be broken. */
export function firstBrokenPath(paths: readonly TracePath[]): {path: TracePath; step: PathStep} | undefined {
  const broken = paths.flatMap((path) => {
    const step = firstBroken(path);
    return step ? [{path, step}] : [];
  });
  return broken.sort(
    (one, other) => PATH_STEPS.indexOf(one.step.name) - PATH_STEPS.indexOf(other.step.name),
  )[0];
}
