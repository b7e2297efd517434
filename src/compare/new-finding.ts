import {FINDING_KIND_INFO, type Finding, type FindingKind} from '../model/index.ts';

/** What a finding says besides its kind; a subject that is left out is null. */
export type FindingParts = Pick<Finding, 'node' | 'message' | 'remedy'> &
  Partial<Omit<Finding, 'kind' | 'cause' | 'confirmed'>>;

/** A finding of one look. Code and severity are those of its kind, unless `parts` has others. */
export function newFinding(kind: FindingKind, parts: FindingParts): Finding {
  const {code, severity} = FINDING_KIND_INFO[kind];
  return {
    kind,
    code,
    severity,
    service: null,
    virtualServer: null,
    realServer: null,
    expected: null,
    actual: null,
    load: null,
    commands: [],
    cause: null,
    ...parts,
    confirmed: false,
  };
}
