import {apiChanges} from '../causes/index.ts';
import type {NodeLook} from '../compare/index.ts';
import {type ClusterState, groupBy} from '../model/index.ts';

/** What a reading of the API says of the Services of findings; it is asked for few, so it is put together then. */
export function apiSides(cluster: ClusterState): NodeLook['apiSide'] {
  const known = new Map<string, ReturnType<NodeLook['apiSide']>>();
  const indexes = once(() => indexOf(cluster));
  return ({service}) => {
    if (!service) return undefined;
    const key = `${service.namespace}/${service.name}`;
    if (known.has(key)) return known.get(key);
    const {slices, services, changes} = indexes();
    const own = [...(slices.get(key) ?? [])].sort((one, other) => (one.name < other.name ? -1 : 1));
    const times = changes.get(key) ?? [];
    const side = {
      content: JSON.stringify([services.get(key), own]),
      writtenAt: times.length === 0 ? undefined : Math.max(...times),
    };
    known.set(key, side);
    return side;
  };
}

function indexOf(cluster: ClusterState) {
  const slices = groupBy(cluster.endpointSlices, ({namespace, serviceName}) => `${namespace}/${serviceName}`);
  const services = new Map(
    cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  return {slices, services, changes: apiChanges(cluster)};
}

function once<Value>(make: () => Value): () => Value {
  let made: {readonly value: Value} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}
