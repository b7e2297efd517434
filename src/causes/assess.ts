import type {Assessment, CauseKind, CheckResult} from '../model/index.ts';
import type {ClusterFacts} from './common-ground.ts';
import {headlineOf} from './headline.ts';
import {isWrong, type JudgedCauses, judgeCauses} from './judge-causes.ts';
import {judgeImpact} from './judge-impact.ts';
import type {NodeSigns} from './node-signs.ts';

/** What users feel of what is wrong, and why it is so. */
export interface Judgement extends Pick<JudgedCauses, 'causeOf'> {
  readonly assessment: Assessment;
  /** The cause of a failed check of a node: one that it proves, or that explains all differences that it stands for. */
  readonly explains: (failure: CheckResult) => CauseKind | null;
}

/** Judges all nodes in trouble together. */
export function assessNodes(nodes: readonly NodeSigns[], facts: ClusterFacts): Judgement {
  const {causes, causeOf} = judgeCauses(nodes, facts);
  const impact = judgeImpact(
    nodes.flatMap(({findings}) => findings),
    nodes.flatMap((signs) => signs.failures.filter((one) => counts(one, signs))),
  );
  const unknown = nodes.filter(({compared}) => !compared).map(({node}) => node);
  return {
    assessment: {headline: headlineOf({impact, causes, unknown}), impact, causes},
    causeOf,
    explains: explainer(nodes, {causes, causeOf}),
  };
}

function explainer(nodes: readonly NodeSigns[], {causes, causeOf}: JudgedCauses): Judgement['explains'] {
  const findings = new Map(nodes.map((signs) => [signs.node, signs.findings.filter(isWrong)]));
  return ({node, code, result, severity, drift}) => {
    if (result !== 'fail' || severity === 'info' || node === null) return null;
    const proved = causes.find((cause) => cause.code === code && cause.nodes.includes(node));
    if (proved || !drift) return proved?.kind ?? null;
    const own = (findings.get(node) ?? []).filter((finding) => finding.code === code);
    const kinds = own.map((finding) => causeOf.get(finding)?.kind);
    return kinds.includes(undefined) ? null : (kinds[0] ?? null);
  };
}

/** Where a table was read, it tells what the kernel has, whatever kube-proxy's log said of its modules. */
function counts({code}: CheckResult, {compared}: NodeSigns): boolean {
  return code !== WITHOUT_MODULES || !compared;
}

/** The kernel has no IPVS, or not what kube-proxy needs of it. */
const WITHOUT_MODULES = 'IPVS065';
