import {
  compareNaturally,
  formatKubeVersion,
  inEffect,
  type KubeProxyConfiguration,
  type Outlier,
  type OutlierKind,
  spanText,
} from '../model/index.ts';
import type {NodeObservation} from './node-observation.ts';

/** In what a node can differ: its value as a text, undefined where that is not known, and how a difference is told. */
interface Trait {
  readonly kind: OutlierKind;
  readonly value: (observation: NodeObservation) => string | undefined;
  readonly tell: (value: string, usual: string) => string;
}

const TRAITS: readonly Trait[] = [
  {
    kind: 'mode',
    value: ({mode, modeConfirmed}) => (modeConfirmed ? mode : undefined),
    tell: (value, usual) => `kube-proxy runs in ${value} mode, elsewhere in ${usual} mode`,
  },
  {
    kind: 'version',
    value: ({version}) => version && formatKubeVersion(version),
    tell: (value, usual) => `kube-proxy is ${value}, elsewhere ${usual}`,
  },
  {
    kind: 'configuration',
    value: ({configuration}) =>
      configuration.source === 'configz' ? JSON.stringify(settingsOf(configuration)) : undefined,
    tell: tellSettings,
  },
  {
    kind: 'table',
    value: ({table}) => table,
    tell: () => 'the table differs from those of other nodes on Services that must be identical everywhere',
  },
];

/** Nodes that differ from the rest in mode, version, configuration, table or the age of the last sync. */
export function findOutliers(observations: readonly NodeObservation[]): readonly Outlier[] {
  return [...TRAITS.flatMap((trait) => outliersIn(trait, observations)), ...oldSyncs(observations)];
}

function outliersIn(
  {kind, value, tell}: Trait,
  observations: readonly NodeObservation[],
): readonly Outlier[] {
  const camps = new Map<string, string[]>();
  let known = 0;
  for (const observation of observations) {
    const text = value(observation);
    if (text === undefined) continue;
    known++;
    const camp = camps.get(text);
    if (camp) camp.push(observation.name);
    else camps.set(text, [observation.name]);
  }
  if (camps.size < 2) return [];
  const sorted = [...camps].sort(([, one], [, other]) => other.length - one.length);
  const [usual, ...others] = sorted;
  if (!usual) return [];
  if (usual[1].length * 2 <= known) return [split(kind, sorted)];
  return others.map(([text, nodes]) => ({
    kind,
    nodes: nodes.sort(compareNaturally),
    message: tell(text, usual[0]),
  }));
}

const WORDS: Readonly<Record<OutlierKind, string>> = {
  mode: 'kube-proxy runs in different modes',
  version: 'kube-proxy has different versions',
  configuration: 'kube-proxy is configured differently',
  table: 'these nodes differ on Services that must be identical everywhere',
  'sync-age': 'the ages of the last syncs differ',
};

/** No value is that of most nodes. */
function split(kind: OutlierKind, camps: readonly (readonly [string, readonly string[]])[]): Outlier {
  const nodes = camps.flatMap(([, names]) => names).sort(compareNaturally);
  const plain = kind === 'mode' || kind === 'version';
  const values = plain ? `: ${camps.map(([value, [first]]) => `${value} on ${first}`).join(', ')}` : '';
  return {kind, nodes, message: `${WORDS[kind]}${values}`};
}

/** What must be alike on all nodes; names and addresses of a node are its own. */
function settingsOf(configuration: KubeProxyConfiguration): Readonly<Record<string, unknown>> {
  const {
    source: _source,
    hostnameOverride: _name,
    bindAddress: _address,
    ...settings
  } = inEffect(configuration);
  return settings;
}

function tellSettings(value: string, usual: string): string {
  const own = JSON.parse(value) as Record<string, unknown>;
  const others = JSON.parse(usual) as Record<string, unknown>;
  const differing = Object.keys({...own, ...others}).filter(
    (name) => JSON.stringify(own[name]) !== JSON.stringify(others[name]),
  );
  const texts = differing.map(
    (name) => `${name} is ${JSON.stringify(own[name])}, elsewhere ${JSON.stringify(others[name])}`,
  );
  return `kube-proxy is configured differently: ${texts.join('; ')}`;
}

/** A last sync is unusually old if it is three times as old as on most nodes, and older than two periods. */
const UNUSUAL = 3;

function oldSyncs(observations: readonly NodeObservation[]): readonly Outlier[] {
  const ages = observations.flatMap((observation) => {
    const times = [...(observation.sync?.last.values() ?? [])];
    if (times.length === 0) return [];
    return [{observation, age: observation.capturedAt - Math.min(...times)}];
  });
  const sorted = ages.map(({age}) => age).sort((one, other) => one - other);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined || sorted.length < 3) return [];
  return ages
    .filter(({observation, age}) => age > UNUSUAL * median && age > 2 * observation.configuration.syncPeriod)
    .map(({observation, age}) => ({
      kind: 'sync-age' as const,
      nodes: [observation.name],
      message: `the last sync was ${spanText(age)} ago, on most nodes ${spanText(median)}`,
    }));
}
