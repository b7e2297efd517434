import type {ServiceFilter} from '../compare/index.ts';
import {didYouMean, UserError} from '../errors.ts';
import {type ClusterState, parseLabelSelector, type Service} from '../model/index.ts';

/** The arguments and flags that choose Services. */
export interface ServiceChoice {
  /** Names of Services; empty: no target. */
  readonly targets: readonly string[];
  /** `--namespace`; undefined if it was not given. */
  readonly namespace: string | undefined;
  /** The namespace that a target without `--namespace` is in. */
  readonly defaultNamespace: string;
  readonly allNamespaces: boolean;
  readonly selector: string | undefined;
}

/** The Services in scope. */
export interface ServiceScope {
  /** `all`: the whole table; else `namespace/name`, sorted. */
  readonly names: 'all' | readonly string[];
  readonly filter: ServiceFilter | undefined;
  /** The chosen Services; empty for the whole table. */
  readonly services: readonly Service[];
}

/** The Services in scope. Throws `UserError` for a target that does not exist, or if nothing is chosen. */
export function selectServices(choice: ServiceChoice, cluster: ClusterState): ServiceScope {
  const {targets, selector} = choice;
  const narrowed = targets.length > 0 || selector !== undefined || choice.namespace !== undefined;
  if (!narrowed || (targets.length === 0 && selector === undefined && choice.allNamespaces)) {
    return {names: 'all', filter: undefined, services: []};
  }
  const namespace = namespaceOf(choice);
  const candidates = cluster.services.filter(
    (service) => namespace === undefined || service.namespace === namespace,
  );
  const chosen =
    targets.length > 0 ? byName(choice, candidates, cluster) : candidates.filter(matcher(selector));
  const services = targets.length > 0 ? chosen.filter(matcher(selector)) : chosen;
  if (services.length === 0) throw nothingChosen(namespace, selector);
  const names = services.map(nameOf).sort();
  const set = new Set(names);
  return {names, services, filter: (serviceNamespace, name) => set.has(`${serviceNamespace}/${name}`)};
}

/** Undefined: all namespaces. */
function namespaceOf({
  targets,
  namespace,
  defaultNamespace,
  allNamespaces,
}: ServiceChoice): string | undefined {
  if (allNamespaces) return undefined;
  return namespace ?? (targets.length > 0 ? defaultNamespace : undefined);
}

function nameOf({namespace, name}: Service): string {
  return `${namespace}/${name}`;
}

function byName(
  choice: ServiceChoice,
  candidates: readonly Service[],
  cluster: ClusterState,
): readonly Service[] {
  return [...new Set(choice.targets)].flatMap((target) => {
    const found = candidates.filter(({name}) => name === target);
    if (found.length === 0) throw notFound(target, choice, cluster);
    return found;
  });
}

function matcher(selector: string | undefined): (service: Service) => boolean {
  if (selector === undefined) return () => true;
  const matches = parseLabelSelector(selector);
  if (matches) return ({labels}) => matches(labels);
  throw new UserError({
    code: 'usage',
    message: `--selector ${selector} is not a label selector`,
    remedy: 'write it as for kubectl, for example app=web,tier!=test',
  });
}

function notFound(target: string, choice: ServiceChoice, {services}: ClusterState): UserError {
  const namespace = namespaceOf(choice);
  const elsewhere = services.filter(({name}) => name === target).map((service) => service.namespace);
  const inNamespace = services.filter(
    (service) => namespace === undefined || service.namespace === namespace,
  );
  const near = didYouMean(
    target,
    inNamespace.map(({name}) => name),
  );
  const [first] = elsewhere.sort();
  return new UserError({
    code: 'service-not-found',
    message: `there is no Service ${target} in ${namespace === undefined ? 'any namespace' : `namespace ${namespace}`}`,
    remedy:
      first === undefined
        ? (near ??
          'see kubectl get services -A; a deleted Service shows up only when the whole table is compared')
        : `it is in namespace ${elsewhere.join(', ')}: add -n ${first}`,
  });
}

function nothingChosen(namespace: string | undefined, selector: string | undefined): UserError {
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return new UserError({
    code: 'service-not-found',
    message:
      selector === undefined
        ? `there is no Service${where}`
        : `no Service${where} matches --selector ${selector}`,
    remedy: 'see kubectl get services -A --show-labels',
  });
}
