import {leadsNowhere, type NodeTraffic, type TraceSample} from '../model/index.ts';

/** What a sample tells of the new connections of its node. */
export function nodeTraffic({node, virtualServers}: TraceSample): NodeTraffic {
  const reals = virtualServers.flatMap(({realServers}) => {
    const weights = realServers.reduce((sum, {weight}) => sum + (weight ?? 0), 0);
    return realServers.map((real) => ({
      ...real,
      weightShare: weights > 0 && real.weight !== null ? real.weight / weights : null,
    }));
  });
  const dead = reals.filter(({standing, weight}) => leadsNowhere(standing) && weight !== 0);
  const rates = reals.flatMap(({connectionRate}) => connectionRate ?? []);
  return {
    node,
    connectionRate: rates.length === 0 ? null : sum(rates),
    deadRate: rates.length === 0 ? null : sum(dead.map(({connectionRate}) => connectionRate ?? 0)),
    dead: dead.map(({address, port, standing, weightShare}) => ({address, port, standing, weightShare})),
    absent: virtualServers
      .filter(({present, required}) => required && present === false)
      .map(({virtualServer}) => virtualServer),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
