import {
  CAUSE_KINDS,
  type Cause,
  type CheckResult,
  compareNaturally,
  type Finding,
  type Group,
  groupBy,
  isToldByCause,
  SEVERITIES,
  type Severity,
  type ShellCommand,
} from '../model/index.ts';
import {checkCommand, logCommand} from './advice.ts';
import {type ClusterFacts, commonGround} from './common-ground.ts';
import {causeText} from './headline.ts';
import type {NodeSigns} from './node-signs.ts';
import type {Proof} from './proof.ts';
import {proveEdited, proveKnownFailures, proveOtherOwner} from './prove-others.ts';
import {
  proveAbsent,
  proveBehind,
  proveByRules,
  proveCutOff,
  proveFailingSyncs,
  proveFirstSync,
  proveHung,
  proveNotRunning,
  proveRareFullSync,
} from './prove-proxy.ts';
import {type ApiChanges, tableAge} from './table-age.ts';

/** The causes of what is wrong on some nodes, and which findings each explains. */
export interface JudgedCauses {
  /** Worst first. */
  readonly causes: readonly Cause[];
  /** Only findings that a cause explains. */
  readonly causeOf: ReadonlyMap<Finding, Cause>;
}

/** Why kube-proxy does not keep a node's tables; the first that is proved counts. */
const PROXY_PROOFS: readonly ((signs: NodeSigns) => Proof | undefined)[] = [
  proveCutOff,
  proveAbsent,
  proveNotRunning,
  proveHung,
  proveByRules,
  proveFirstSync,
  proveFailingSyncs,
];

/** A cause on one node, with what it explains there. */
interface NodeCause {
  readonly signs: NodeSigns;
  readonly proof: Proof;
  readonly findings: readonly Finding[];
}

/**
 * Why these nodes are not as they should be. A cause is claimed only on what was read, which it brings as evidence; a
 * difference that none explains is left to a cause `not-proved`, which says what these have in common.
 */
export function judgeCauses(nodes: readonly NodeSigns[], facts: ClusterFacts): JudgedCauses {
  const {changes} = facts;
  const found = nodes.flatMap((signs) => causesOn(signs, changes));
  const groups = groupBy(found, ({proof: {kind, code, message}}) => JSON.stringify([kind, code, message]));
  const causeOf = new Map<Finding, Cause>();
  const causes = [...groups.values()].map((group) => {
    const cause = causeFrom(group, changes);
    for (const {findings} of group) for (const finding of findings) causeOf.set(finding, cause);
    return cause;
  });
  const rest = nodes.map((signs) => ({
    signs,
    findings: signs.findings.filter((finding) => isWrong(finding) && !causeOf.has(finding)),
  }));
  const unexplained = notProved(
    rest.filter(({findings}) => findings.length > 0),
    facts,
  );
  return {causes: [...causes, ...unexplained].sort(compareCauses), causeOf};
}

/** Whether a finding is more than worth knowing. */
export function isWrong({severity}: Finding): boolean {
  return severity !== 'info';
}

/** At most one cause in kube-proxy, and others beside it. */
function causesOn(signs: NodeSigns, changes: ApiChanges): readonly NodeCause[] {
  const wrong = signs.findings.filter(isWrong);
  // What somebody accepted may still be why something else is wrong.
  const all = {...signs, failures: [...signs.failures, ...signs.accepted]};
  const inProxy = PROXY_PROOFS.map((prove) => prove(all)).find((proof) => proof !== undefined);
  const proofs = [
    inProxy,
    proveOtherOwner(signs),
    proveEdited(signs, changes),
    // Each kube-proxy is asked for a sync now and then: that explains something only where something differs.
    inProxy || wrong.length === 0 ? undefined : proveBehind(all),
    inProxy || wrong.length === 0 ? undefined : proveRareFullSync(all),
  ];
  const taken = new Set<Finding>();
  const own = proveKnownFailures(signs).map((proof) => ({signs, proof, findings: []}));
  const explaining = proofs.flatMap((proof) => {
    if (!proof) return [];
    const findings = wrong.filter((finding) => !taken.has(finding) && proof.explains(finding));
    for (const finding of findings) taken.add(finding);
    const counts = findings.length > 0 || (proof === inProxy && !isAccepted(signs, proof));
    return counts ? [{signs, proof, findings}] : [];
  });
  return [...explaining, ...own];
}

/** Whether somebody accepted all failures that say the same. */
function isAccepted({node, failures, accepted}: NodeSigns, {kind, code}: Proof): boolean {
  const says = (failure: CheckResult) => isToldByCause(failure, [{kind, code, nodes: [node]}]);
  return accepted.some(says) && !failures.some(says);
}

function causeFrom(group: Group<NodeCause>, changes: ApiChanges): Cause {
  const [first = group[0]] = [...group].sort((one, other) =>
    compareNaturally(one.signs.node, other.signs.node),
  );
  const {kind, code, message, remedy, commands, evidence} = first.proof;
  const findings = group.flatMap((one) => one.findings);
  const ages = group.map((one) => ageOf(one, changes)).filter((age) => age !== null);
  const nodes = [...new Set(group.map(({signs}) => signs.node))].sort(compareNaturally);
  const more = nodes.length - 1;
  return withText({
    kind,
    code,
    severity: worst([...group.map(({proof}) => proof.severity), ...findings.map(({severity}) => severity)]),
    nodes,
    message,
    age: [...ages].sort((one, other) => other.seconds - one.seconds)[0] ?? null,
    evidence: [
      ...evidence.map((line) => (more > 0 ? `${first.signs.node}: ${line}` : line)),
      ...(more > 0 ? [`likewise on ${more} more`] : []),
    ],
    findings: findings.length,
    remedy,
    commands,
    relief: reliefOf(kind, findings),
  });
}

/** Commands on nodes that are spelled out with a cause. */
const MOST_RELIEF = 3;

/** A hung kube-proxy is restarted sooner than its entries are mended one by one. */
function reliefOf(kind: Cause['kind'], findings: readonly Finding[]): readonly ShellCommand[] {
  return kind === 'hung' ? [] : findings.flatMap(({commands}) => commands).slice(0, MOST_RELIEF);
}

function withText(cause: Omit<Cause, 'text'>): Cause {
  return {...cause, text: causeText(cause)};
}

function ageOf({signs, proof, findings}: NodeCause, changes: ApiChanges): Cause['age'] {
  if (proof.followedUntil === 'never') return null;
  const services = new Set(
    findings.flatMap(({service}) => (service ? [`${service.namespace}/${service.name}`] : [])),
  );
  return tableAge(services, changes, {since: proof.followedUntil, capturedAt: signs.capturedAt});
}

function notProved(
  rest: readonly {readonly signs: NodeSigns; readonly findings: readonly Finding[]}[],
  facts: ClusterFacts,
): readonly Cause[] {
  const [first] = rest;
  if (!first) return [];
  const findings = rest.flatMap((one) => one.findings);
  const readAt = rest
    .map(({signs}) => signs.capturedAt)
    .reduce((one, other) => (other < one ? other : one), first.signs.capturedAt);
  return [
    withText({
      kind: 'not-proved',
      code: null,
      severity: worst(findings.map(({severity}) => severity)),
      nodes: rest.map(({signs}) => signs.node).sort(compareNaturally),
      message: commonGround(findings, {...facts, readAt}),
      age: null,
      evidence: [],
      findings: findings.length,
      remedy: "kube-proxy's log, or the checks of the node, may show why kube-proxy does not correct them.",
      commands: [checkCommand(first.signs), logCommand(first.signs, {previous: false})],
      relief: reliefOf('not-proved', findings),
    }),
  ];
}

function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info';
}

function compareCauses(one: Cause, other: Cause): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    Number(one.kind === 'not-proved') - Number(other.kind === 'not-proved') ||
    other.findings - one.findings ||
    CAUSE_KINDS.indexOf(one.kind) - CAUSE_KINDS.indexOf(other.kind)
  );
}
