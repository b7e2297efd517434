import type {CatalogueEntry} from '../catalogue/index.ts';
import {findEntry} from '../catalogue/index.ts';
import type {CheckResult, FindingService} from '../model/index.ts';
import type {Verdicts} from './rule.ts';
import {pass, type Verdict} from './verdict.ts';

/** The results of a rule's verdicts on a node; null: about the cluster. Throws on a code that the catalogue lacks. */
export function makeResults(
  code: CatalogueEntry['code'],
  node: string | null,
  verdicts: Verdicts,
): readonly CheckResult[] {
  const list = 'result' in verdicts ? [verdicts] : verdicts;
  const entry = entryOf(code);
  return (list.length === 0 ? [pass()] : list).map((verdict) => makeResult(entry, node, verdict));
}

/** The catalogue entry of a rule. Throws if there is none. */
function entryOf(code: CatalogueEntry['code']): CatalogueEntry {
  const entry = findEntry(code);
  if (!entry) throw new Error(`a rule names ${code}, which the catalogue does not have`);
  return entry;
}

/** An entry's remedy with the Service and the node of a failure in place of `NAME` and `NODE` in its commands. */
function named(
  remedy: string,
  {node, service}: {readonly node: string | null; readonly service: FindingService | undefined},
): string {
  const ofNode = node === null ? remedy : remedy.replaceAll('spec.nodeName=NODE', `spec.nodeName=${node}`);
  if (!service) return ofNode;
  return ofNode.replace(
    /kubectl get (\S+) -l kubernetes\.io\/service-name=NAME/g,
    (_, resource) =>
      `kubectl -n ${service.namespace} get ${resource} -l kubernetes.io/service-name=${service.name}`,
  );
}

function makeResult(entry: CatalogueEntry, node: string | null, verdict: Verdict): CheckResult {
  const result: CheckResult = {
    code: entry.code,
    title: entry.title,
    result: verdict.result,
    severity: entry.severity,
    node,
    service: null,
    evidence: [],
    message: '',
    remedy: '',
    commands: [],
    ownRemedy: false,
    gap: null,
    drift: false,
    cause: null,
    explainedBy: null,
    accepted: null,
  };
  if (verdict.result === 'pass') return {...result, evidence: verdict.evidence};
  if (verdict.result === 'not-applicable') return {...result, message: verdict.message};
  if (verdict.result === 'undecidable') return {...result, message: verdict.message, gap: verdict.gap};
  return {
    ...result,
    severity: verdict.severity ?? entry.severity,
    node: verdict.node ?? node,
    service: verdict.service ?? null,
    family: verdict.family,
    drift: verdict.drift ?? false,
    cause: verdict.cause ?? null,
    evidence: verdict.evidence,
    message: verdict.message,
    remedy: verdict.remedy ?? named(entry.remedy, {node: verdict.node ?? node, service: verdict.service}),
    commands: verdict.commands ?? [],
    ownRemedy: verdict.remedy !== undefined,
  };
}
