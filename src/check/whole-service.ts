import type {FindingService} from '../model/index.ts';

/** A Service as the subject of a result, without a port. */
export function wholeService({namespace, name}: Pick<FindingService, 'namespace' | 'name'>): FindingService {
  return {namespace, name, port: null};
}

/** `namespace/name`. */
export function serviceName({namespace, name}: Pick<FindingService, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
