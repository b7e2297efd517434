/** One requirement of a label selector. */
interface Requirement {
  readonly key: string;
  readonly matches: (value: string | undefined) => boolean;
}

/** Tells whether labels match a selector. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = /^(?:[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?\/)?[a-zA-Z0-9]([-a-zA-Z0-9_.]*[a-zA-Z0-9])?$/;

/**
 * A label selector as kubectl takes it: `app=web,tier!=db`, `env in (a, b)`, `env notin (a)`, `key`, `!key`. Undefined
 * if the text is none.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const requirements: Requirement[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = parseRequirement(part.trim());
    if (!requirement || !KEY.test(requirement.key)) return undefined;
    requirements.push(requirement);
  }
  return (labels) =>
    requirements.every(({key, matches}) => matches(Object.hasOwn(labels, key) ? labels[key] : undefined));
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/);
}

function parseRequirement(part: string): Requirement | undefined {
  const set = /^(\S+)\s+(in|notin)\s+\(([^()]*)\)$/.exec(part);
  if (set?.[1] !== undefined) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    const wanted = set[2] === 'in';
    return {key: set[1], matches: (value) => (value !== undefined && values.includes(value)) === wanted};
  }
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(part);
  if (equality?.[1] !== undefined) {
    const [, key, operator, wanted] = equality;
    return {key, matches: (value) => (value === wanted) === (operator !== '!=')};
  }
  const exists = /^(!?)\s*([^\s=!]+)$/.exec(part);
  if (exists?.[2] === undefined) return undefined;
  const present = exists[1] === '';
  return {key: exists[2], matches: (value) => (value !== undefined) === present};
}
