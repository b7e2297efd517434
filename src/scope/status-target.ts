import {UserError} from '../errors.ts';

/** What `status` is asked about. */
export type StatusTarget =
  | {readonly kind: 'all'}
  | {readonly kind: 'nodes'; readonly names: readonly string[]}
  /** Without a name: those that `--selector` chooses. */
  | {readonly kind: 'services'; readonly names: readonly string[]};

const NODE = /^(?:node|nodes|no)\/([^/]+)$/;
const SERVICE = /^(?:svc|service|services)\/([^/]+)$/;

/**
 * The targets of `status`: nothing, nodes, or Services; written as in kubectl, where a bare name is that of a Service.
 * A selector chooses Services too. Throws `UserError`.
 */
export function statusTarget(targets: readonly string[], withSelector: boolean): StatusTarget {
  if (targets.length === 0) return withSelector ? {kind: 'services', names: []} : {kind: 'all'};
  const nodes = targets.map((target) => NODE.exec(target)?.[1]).filter((name) => name !== undefined);
  if (nodes.length === targets.length) return {kind: 'nodes', names: [...new Set(nodes)]};
  const names = targets.map((target) => (target.includes('/') ? SERVICE.exec(target)?.[1] : target));
  if (nodes.length === 0 && names.every((name) => name !== undefined))
    return {kind: 'services', names: [...new Set(names)]};
  const odd = targets.find((target) => target.includes('/') && !NODE.test(target) && !SERVICE.test(target));
  throw new UserError({
    code: 'usage',
    message:
      odd === undefined
        ? 'nodes and Services cannot be combined in one command'
        : `${odd} is neither a node nor a Service`,
    remedy: 'write node/NAME or svc/NAME, and the namespace of a Service with -n',
  });
}
