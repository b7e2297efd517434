import type {NodeObservation} from './node-observation.ts';

/** A command of this program about the node, on the same snapshot where there is one. */
export function nodeCommand(words: string, {name, snapshot}: NodeObservation): string {
  const from = snapshot === undefined ? '' : ` --from ${quoted(snapshot)}`;
  return `kubectl ipvs ${words} --node ${name}${from}`;
}

/** Reads kube-proxy's log; in a cluster with kubectl alone, which always works. */
export function logsCommand(observation: NodeObservation, {previous}: {readonly previous: boolean}): string {
  const {pod, snapshot} = observation;
  const option = previous ? ' --previous' : '';
  if (!pod || snapshot !== undefined) return nodeCommand(`logs${option}`, observation);
  return `kubectl -n ${pod.namespace} logs ${pod.name}${option}`;
}

/** The entry of the catalogue. */
export function explainCommand(code: string): string {
  return `kubectl ipvs explain ${code}`;
}

function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
