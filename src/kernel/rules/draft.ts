import {type RoutedEndpoint, splitEndpoint} from '../../model/index.ts';

/** Where rules send connections by chance or affinity alone, whoever the client is. */
export interface Distribution {
  /** By `address:port`. */
  readonly endpoints: ReadonlyMap<string, RoutedEndpoint>;
  /** Part of the connections that leaves these rules without an endpoint. */
  readonly lost: number;
}

/** What one rule adds to a distribution. */
export type Effect =
  | {readonly kind: 'end'}
  | {readonly kind: 'mark'}
  | {readonly kind: 'hairpin'; readonly address: string}
  | {readonly kind: 'remember'; readonly list: string}
  | {
      readonly kind: 'part';
      /** Of what is left, 0 to 1. */
      readonly part: number;
      readonly to: Draft;
      /** After `goto` a chain's rest is not run. */
      readonly final: boolean;
      readonly sticky: {readonly list: string; readonly seconds: number} | undefined;
    };

/** An endpoint while its rules are read. */
export interface DraftEndpoint {
  share: number;
  hairpin: boolean;
  /** Lists in which a client is written down when it gets here. */
  readonly remembered: readonly string[];
  /** Lists that bind a client, with seconds. */
  readonly bound: Map<string, number>;
}

/** A distribution while its rules are read. */
export interface Draft {
  readonly endpoints: ReadonlyMap<string, DraftEndpoint>;
  readonly lost: number;
  /** Whether packets are marked on the way, whoever sends them. */
  readonly marks: boolean;
}

/** Below this, a share is an error of rounding: iptables keeps probabilities in 31 bits. */
const LEAST_SHARE = 1e-6;

/** All connections to one endpoint. */
export function single(key: string): Draft {
  return {
    endpoints: new Map([[key, {share: 1, hairpin: false, remembered: [], bound: new Map()}]]),
    lost: 0,
    marks: false,
  };
}

interface OpenDraft {
  readonly endpoints: Map<string, DraftEndpoint>;
  readonly remembered: string[];
  readonly hairpins: Set<string>;
  left: number;
  lost: number;
  marks: boolean;
}

/** The distribution of rules that follow one another. */
export function combine(effects: readonly Effect[]): Draft {
  const [only] = effects;
  // The same endpoints as one object, so that what is found out of them is found once.
  if (effects.length === 1 && only?.kind === 'part' && only.part === 1 && !only.sticky) return only.to;
  const open: OpenDraft = {
    endpoints: new Map(),
    remembered: [],
    hairpins: new Set(),
    left: 1,
    lost: 0,
    marks: false,
  };
  for (const effect of effects) {
    if (effect.kind === 'end') break;
    addEffect(open, effect);
  }
  return {endpoints: open.endpoints, lost: open.lost + open.left, marks: open.marks};
}

function addEffect(open: OpenDraft, effect: Exclude<Effect, {kind: 'end'}>): void {
  switch (effect.kind) {
    case 'mark':
      open.marks = true;
      return;
    case 'remember':
      open.remembered.push(effect.list);
      return;
    case 'hairpin':
      open.hairpins.add(effect.address);
      return;
    case 'part': {
      const taken = effect.sticky ? 0 : open.left * effect.part;
      addPart(open, effect, taken);
      open.left -= taken;
      if (effect.final) open.lost += taken * effect.to.lost;
      else open.left += taken * effect.to.lost;
    }
  }
}

function addPart(
  {endpoints, hairpins, remembered}: OpenDraft,
  {to, sticky}: Extract<Effect, {kind: 'part'}>,
  taken: number,
): void {
  for (const [key, endpoint] of to.endpoints) {
    const present = endpoints.get(key) ?? {
      share: 0,
      hairpin: endpoint.hairpin || hairpins.has(splitEndpoint(key).address),
      remembered: [...remembered, ...endpoint.remembered],
      bound: new Map(endpoint.bound),
    };
    present.share += taken * endpoint.share;
    if (sticky) present.bound.set(sticky.list, sticky.seconds);
    endpoints.set(key, present);
  }
}

/** Affinity holds where a client is bound by the list in which it is written down. */
export function finish({endpoints, lost}: Draft): Distribution {
  const finished = new Map<string, RoutedEndpoint>();
  for (const [key, {share, hairpin, remembered, bound}] of endpoints) {
    let affinity = 0;
    for (const [list, seconds] of bound) if (remembered.includes(list)) affinity = seconds;
    finished.set(key, {share, affinity, hairpin});
  }
  return {endpoints: finished, lost: lost < LEAST_SHARE ? 0 : lost};
}
