import type {Finding, PathStep, PathStepName} from '../model/index.ts';

/** A step in order. */
export function okStep(name: PathStepName, message: string, evidence: readonly string[] = []): PathStep {
  return {name, state: 'ok', message, evidence, code: null, remedy: ''};
}

/** A step of which nothing can be said. */
export function unknownStep(name: PathStepName, message: string, evidence: readonly string[] = []): PathStep {
  return {name, state: 'unknown', message, evidence, code: null, remedy: ''};
}

/** What is wrong with a step. */
export interface Breakage {
  readonly message: string;
  readonly evidence?: readonly string[];
  readonly code?: string | null | undefined;
  readonly remedy: string;
}

/** A broken step. */
export function brokenStep(name: PathStepName, {message, evidence, code, remedy}: Breakage): PathStep {
  return {name, state: 'broken', message, evidence: evidence ?? [], code: code ?? null, remedy};
}

/** The step that the worst of these findings breaks; undefined without one that counts. */
export function brokenBy(
  name: PathStepName,
  findings: readonly Finding[],
  evidence: readonly string[] = [],
): PathStep | undefined {
  const counting = findings.filter(({severity}) => severity !== 'info');
  const worst = counting.find(({severity}) => severity === 'error') ?? counting[0];
  if (!worst) return undefined;
  const others = counting.filter((finding) => finding !== worst).map(({message}) => message);
  const {message, code, remedy} = worst;
  return {...brokenStep(name, {message, evidence: [...others, ...evidence], code, remedy}), differs: true};
}
