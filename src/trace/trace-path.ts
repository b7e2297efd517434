import {
  hasRules,
  type JudgedServer,
  type PathState,
  type PathStep,
  type PathStepName,
  type ServicePortRef,
  type TracePath,
  type WorstBroken,
} from '../model/index.ts';
import {addressStep} from './address-step.ts';
import {clientStep} from './client-step.ts';
import {describeRealServers} from './describe-real-servers.ts';
import {ipSetsStep} from './ip-sets-step.ts';
import {iptablesStep} from './iptables-step.ts';
import {withFailures} from './known-failures.ts';
import {natStep} from './nat-step.ts';
import type {PathView} from './path-context.ts';
import {realServersStep} from './real-servers-step.ts';
import {routeStep} from './route-step.ts';
import {virtualServerStep} from './virtual-server-step.ts';

/** The path to one virtual server of a Service through a node, step by step, each judged by what was captured. */
export function tracePath(view: PathView, judged: JudgedServer, service: ServicePortRef): TracePath {
  const {expected: server, ...rest} = judged;
  const context = {...rest, view, server};
  const realServers = describeRealServers(context);
  const served = [virtualServerStep(context), realServersStep(context, realServers)];
  // Rules of nftables and iptables mode do in one what takes an interface, sets and chains in IPVS mode.
  const seen = hasRules(view.expected.mode)
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
  const steps = withFailures(seen, context);
  return {
    node: view.expected.node,
    mode: view.expected.mode,
    service,
    virtualServer: server.id,
    role: server.role,
    state: stateOf(steps),
    worstBroken: worstBroken(steps, judged.present !== undefined)?.name ?? null,
    steps,
    realServers,
  };
}

/** Of several steps: broken if one is, else unknown if one is. */
function stateOf(steps: readonly PathStep[]): PathState {
  if (steps.some(({state}) => state === 'broken')) return 'broken';
  return steps.some(({state}) => state === 'unknown') ? 'unknown' : 'ok';
}

/**
 * Steps by what breaks with them: without a virtual server nothing else matters; one that is there with another scheduler
 * or persistence spreads connections wrongly, no more.
 */
const WORST_FIRST = [
  'no virtual server',
  'address',
  'client',
  'real-servers',
  'route',
  'virtual-server',
  'nat',
  'ip-sets',
  'iptables',
] as const satisfies readonly (PathStepName | 'no virtual server')[];

/** Steps that the next sync of kube-proxy may put right. */
const PROGRAMMED: readonly PathStepName[] = [
  'virtual-server',
  'address',
  'real-servers',
  'ip-sets',
  'iptables',
];

/** Whether kube-proxy may have been about to put a broken step right. */
export function isProgrammed({name, differs}: PathStep): boolean {
  return differs === true && PROGRAMMED.includes(name);
}

function rank({name}: PathStep, isThere: boolean): number {
  return WORST_FIRST.indexOf(name === 'virtual-server' && !isThere ? 'no virtual server' : name);
}

/** The broken step of a path that matters most; undefined if none is known to be broken. */
function worstBroken(steps: readonly PathStep[], isThere: boolean): PathStep | undefined {
  return steps
    .filter(({state}) => state === 'broken')
    .sort((one, other) => rank(one, isThere) - rank(other, isThere))[0];
}

/** The path with the worst broken step, over all; undefined if none is known to be broken. */
export function worstBrokenPath(paths: readonly TracePath[]): {path: TracePath; step: PathStep} | undefined {
  const broken = paths.flatMap((path) => {
    const step = path.steps.find(({name}) => name === path.worstBroken);
    return step
      ? [
          {
            path,
            step,
            rank: rank(
              step,
              path.realServers.some(({weight}) => weight !== null),
            ),
          },
        ]
      : [];
  });
  return broken.sort((one, other) => one.rank - other.rank)[0];
}

/** {@link worstBrokenPath} as a record has it. */
export function worstBrokenOf(broken: ReturnType<typeof worstBrokenPath>): WorstBroken | null {
  if (!broken) return null;
  const {path, step} = broken;
  return {node: path.node, mode: path.mode, step: step.name, message: step.message};
}
