import {atLeast, type KubeVersion} from '../model/index.ts';

/** Feature gates as kube-proxy's configuration sets them. */
export type Gates = Readonly<Record<string, boolean>>;

interface GateStage {
  /** Minor release of Kubernetes 1. */
  readonly since: number;
  /** `locked`: GA, and cannot be set otherwise; `removed`: what it was locked to stays, and it cannot be set at all. */
  readonly stage: 'alpha' | 'beta' | 'GA' | 'locked' | 'removed';
  /** On unless set otherwise. */
  readonly on: boolean;
}

/**
 * The history of the gates that decide what kube-proxy programs in IPVS mode, as far as the known versions reach
 * (`pkg/features/kube_features.go`, whose versioned tables 1.34 to 1.36 hold the stages of earlier releases too; read of
 * 1.27, 1.28 and 1.31 to 1.36).
 */
const GATES = {
  AllowServiceExternalIPs: [{since: 36, stage: 'GA', on: true}],
  /** Without it kube-proxy refuses IPVS mode; off from 1.40 on (KEP-5495). */
  KubeProxyIPVS: [
    {since: 37, stage: 'GA', on: true},
    {since: 40, stage: 'GA', on: false},
  ],
  LoadBalancerIPMode: [
    {since: 29, stage: 'alpha', on: false},
    {since: 30, stage: 'beta', on: true},
    {since: 32, stage: 'locked', on: true},
    {since: 35, stage: 'removed', on: true},
  ],
  PreferSameTrafficDistribution: [
    {since: 33, stage: 'alpha', on: false},
    {since: 34, stage: 'beta', on: true},
    {since: 35, stage: 'locked', on: true},
  ],
  ProxyTerminatingEndpoints: [
    {since: 22, stage: 'alpha', on: false},
    {since: 26, stage: 'beta', on: true},
    {since: 28, stage: 'locked', on: true},
    {since: 31, stage: 'removed', on: true},
  ],
  ServiceInternalTrafficPolicy: [
    {since: 22, stage: 'beta', on: true},
    {since: 26, stage: 'locked', on: true},
    {since: 28, stage: 'removed', on: true},
  ],
  ServiceTrafficDistribution: [
    {since: 30, stage: 'alpha', on: false},
    {since: 31, stage: 'beta', on: true},
    {since: 33, stage: 'locked', on: true},
    {since: 36, stage: 'removed', on: true},
  ],
  TopologyAwareHints: [
    {since: 24, stage: 'beta', on: true},
    {since: 33, stage: 'locked', on: true},
    {since: 36, stage: 'removed', on: true},
  ],
} as const satisfies Readonly<Record<string, readonly GateStage[]>>;

/** A gate whose history is known here. */
export type GateName = keyof typeof GATES;

/** Whether the history of a gate is known here; `AllAlpha` and `AllBeta` exist in every version. */
export function isKnownGate(name: string): boolean {
  return name in GATES || name === 'AllAlpha' || name === 'AllBeta';
}

function stageOf(name: GateName, version: KubeVersion): GateStage | undefined {
  const stages: readonly GateStage[] = GATES[name];
  return stages.filter(({since}) => atLeast(version, since)).at(-1);
}

/**
 * Whether a gate is on. `AllAlpha` and `AllBeta` set the gates of their stage that are not set by name
 * (`k8s.io/component-base/featuregate`, `setUnsetAlphaGates`). Undefined: the version does not know the gate.
 */
export function isGateOn(name: GateName, version: KubeVersion, gates: Gates): boolean | undefined {
  const current = stageOf(name, version);
  if (!current) return undefined;
  const {stage, on} = current;
  if (stage === 'locked' || stage === 'removed') return on;
  const all = {alpha: gates.AllAlpha, beta: gates.AllBeta, GA: undefined}[stage];
  return gates[name] ?? all ?? on;
}

/**
 * Why a kube-proxy of this version does not start with these gates, in parts of a sentence: it refuses one that it does not know, and one that is locked otherwise (`k8s.io/component-base/featuregate`). Gates whose
 * history is not known here are left out.
 */
export function gateObstacles(version: KubeVersion, gates: Gates): readonly string[] {
  return (Object.keys(GATES) as readonly GateName[]).flatMap((name) => {
    const set = gates[name];
    if (set === undefined) return [];
    const current = stageOf(name, version);
    if (!current) return [`the feature gate ${name} does not exist before 1.${GATES[name][0].since}`];
    if (current.stage === 'removed') return [`the feature gate ${name} no longer exists`];
    if (current.stage !== 'locked' || set === current.on) return [];
    return [`the feature gate ${name} is locked to ${current.on} since 1.${current.since}`];
  });
}
