import type {AddressRole, CheckResult, PathStep, PathStepName} from '../model/index.ts';
import {brokenStep} from './make-step.ts';
import type {PathContext} from './path-context.ts';

/** Where a failure of the catalogue meets the path of a connection. */
interface Place {
  readonly step: PathStepName;
  /** Left out: paths to addresses of every kind. */
  readonly roles?: readonly AddressRole[];
  /** Whether it meets this path, where the kind of address does not tell. */
  readonly meets?: (context: PathContext) => boolean;
  /** Whether connections fail there; left out: where it is of severity error. */
  readonly breaks?: (failure: CheckResult, context: PathContext) => boolean;
}

const FROM_OUTSIDE: readonly AddressRole[] = ['external-ip', 'load-balancer', 'node-port'];

/** Failures that are no differences from the API, and that a connection meets on its way. */
const PLACES: Readonly<Record<string, Place>> = {
  IPVS009: {step: 'virtual-server', meets: ({standing}) => standing === 'collision'},
  IPVS017: {step: 'nat'},
  IPVS028: {step: 'nat'},
  IPVS047: {
    step: 'nat',
    roles: FROM_OUTSIDE,
    meets: ({server}) => server.selection === 'local-none-so-all' && server.realServers.size > 0,
    // A load balancer that heeds the health checks sends nobody here: then it is for the client that was asked about.
    breaks: ({severity}, {view}) =>
      view.client === undefined ? severity === 'warning' : view.clientIsOutside === true,
  },
  IPVS050: {step: 'iptables', roles: ['external-ip']},
  IPVS053: {step: 'iptables', roles: ['load-balancer']},
  IPVS058: {step: 'nat'},
  IPVS059: {step: 'iptables'},
  IPVS062: {step: 'iptables'},
};

/** Whether a failed check is told at a step of a path, if it meets one. */
export function hasPlace({code}: CheckResult): boolean {
  return code in PLACES;
}

/** The steps of a path with what the failed checks of its node say of them: what `check` knows breaks the path. */
export function withFailures(steps: readonly PathStep[], context: PathContext): readonly PathStep[] {
  return steps.map((step) => {
    const met = context.view.failures.filter((failure) => meets(failure, step, context));
    const broken = met.find((failure) => breaks(failure, context));
    if (broken && step.state !== 'broken') return brokenStep(step.name, breakage(broken, step));
    // What was found broken first stays; a failure that breaks nothing is worth a line.
    return {...step, evidence: [...step.evidence, ...met.map(({code, message}) => `${code}: ${message}`)]};
  });
}

function breakage({message, code, evidence, remedy}: CheckResult, step: PathStep) {
  return {message, code, evidence: [...evidence, ...step.evidence], remedy};
}

function meets({code, service, family}: CheckResult, {name}: PathStep, context: PathContext): boolean {
  const place = PLACES[code];
  if (!place || place.step !== name) return false;
  const {server, present} = context;
  // Without the virtual server nothing is translated.
  if (name === 'nat' && !present) return false;
  if (family !== undefined && family !== server.family) return false;
  if (place.roles && !place.roles.includes(server.role)) return false;
  const isOurs = server.owners.some(
    (owner) => owner.namespace === service?.namespace && owner.name === service.name,
  );
  return (service === null || isOurs) && (place.meets?.(context) ?? true);
}

function breaks(failure: CheckResult, context: PathContext): boolean {
  return PLACES[failure.code]?.breaks?.(failure, context) ?? failure.severity === 'error';
}
