import type {CatalogueEntry} from '../catalogue/index.ts';
import {findEntry} from '../catalogue/index.ts';
import type {CheckResult} from '../model/index.ts';
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
    remedy: verdict.remedy ?? entry.remedy,
    commands: verdict.commands ?? [],
    ownRemedy: verdict.remedy !== undefined,
  };
}
