import type {Command} from '../commands/index.ts';
import {UserError} from '../errors.ts';

/** The arguments of a command that takes Services or nodes, and what they say beside the names. */
export interface Targets {
  /** `svc/NAME` or `node/NAME`, the latter only for a command that takes nodes. */
  readonly names: readonly string[];
  /** The namespace of targets such as `shop/web`; undefined if none has one. */
  readonly namespace: string | undefined;
  /** Nodes among the targets of a command whose arguments are Services: it takes them as `--node`. */
  readonly nodes: readonly string[];
}

const SERVICES = ['svc', 'service', 'services'];
const NODES = ['no', 'node', 'nodes'];

/**
 * Kinds that people try, with kubectl's short names; any other word before a slash is a namespace, since our reports name a
 * Service as `shop/web`.
 */
const OTHER_KINDS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['Pod', 'po pod pods'],
    ['Deployment', 'deploy deployment deployments'],
    ['StatefulSet', 'sts statefulset statefulsets'],
    ['DaemonSet', 'ds daemonset daemonsets'],
    ['ReplicaSet', 'rs replicaset replicasets'],
    ['Job', 'job jobs'],
    ['Ingress', 'ing ingress ingresses'],
    ['EndpointSlice', 'endpointslice endpointslices'],
    ['Endpoints', 'ep endpoints'],
    ['Namespace', 'ns namespace namespaces'],
  ].flatMap(([kind = '', words = '']) => words.split(' ').map((word) => [word, kind])),
);

/**
 * Reads the arguments as kubectl users write them: `svc/web`, `svc web api`, `svc/web,svc/api`, `web`, and `shop/web` as our
 * own reports write it. Throws `UserError`.
 */
export function readTargets(command: Command, words: readonly string[]): Targets {
  const all = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const [kind = '', ...others] = all;
  const kindFirst =
    [...SERVICES, ...NODES].includes(kind) &&
    others.length > 0 &&
    others.every((name) => !name.includes('/'));
  const read = (kindFirst ? others.map((name) => `${kind}/${name}`) : all).map((word) => readTarget(word));
  const nodes = read.filter((target) => target.kind === 'node').map(({name}) => name);
  const takesNodes = command.argument === 'targets';
  return {
    names: read
      .filter((target) => takesNodes || target.kind === 'svc')
      .map((target) => `${target.kind}/${target.name}`),
    namespace: oneNamespace(read.map(({namespace}) => namespace)),
    nodes: takesNodes ? [] : nodes,
  };
}

interface Target {
  readonly kind: 'svc' | 'node';
  readonly name: string;
  readonly namespace: string | undefined;
}

function readTarget(word: string): Target {
  const [, before, name = ''] = /^(?:([^/]*)\/)?([^/]+)$/.exec(word) ?? [];
  if (name === '' || before === '') throw notAService(word);
  if (before === undefined || SERVICES.includes(before)) return {kind: 'svc', name, namespace: undefined};
  if (NODES.includes(before)) return {kind: 'node', name, namespace: undefined};
  const kind = OTHER_KINDS[before];
  if (kind !== undefined) throw notAService(word, kind);
  return {kind: 'svc', name, namespace: before};
}

function oneNamespace(namespaces: readonly (string | undefined)[]): string | undefined {
  const [first, second] = [...new Set(namespaces)];
  if (namespaces.length < 2 || (second === undefined && new Set(namespaces).size < 2)) return first;
  throw new UserError({
    code: 'usage',
    message: 'the targets are in different namespaces',
    remedy: 'select one namespace at a time, with -n NAMESPACE svc/NAME ...',
  });
}

function notAService(word: string, kind?: string): UserError {
  return new UserError({
    code: 'usage',
    message: `${word} is not a Service`,
    remedy:
      kind === undefined || kind === 'Namespace'
        ? 'write svc/NAME, and the namespace with -n'
        : `give a Service, not a ${kind}: svc/NAME, and the namespace with -n`,
  });
}
