import {
  type Assessment,
  type Cause,
  clockText,
  compareNaturally,
  FELT_EFFECTS,
  type FeltEffect,
  type Headline,
  type Impact,
  spanText,
} from '../model/index.ts';

/** What the lines that lead a report are made of. */
interface Told extends Pick<Assessment, 'impact' | 'causes'> {
  /** Nodes that were not compared. */
  readonly unknown: readonly string[];
}

/** The lines that lead a report: what users feel, why, and what to run next. Null where nothing is wrong. */
export function headlineOf({impact, causes, unknown}: Told): Headline | null {
  if (impact.length + causes.length === 0) return null;
  const [first] = causes;
  const more = causes.length - 1;
  return {
    impact: impactLine(impact, unknown),
    cause: first
      ? `${first.text}${more > 0 ? ` (and ${more} more ${more === 1 ? 'cause' : 'causes'})` : ''}`
      : '',
    next: first?.commands[0] ?? null,
  };
}

/** A cause in one sentence without a full stop: what, where, and how old the tables are. */
export function causeText({message, nodes, age, kind}: Omit<Cause, 'text'>): string {
  const what = kind === 'not-proved' ? message : `${names(nodes)}: ${message}`;
  if (!age) return what;
  const changes = age.missedChanges === 1 ? '1 change' : `${age.missedChanges} changes`;
  const tables = `tables as of ${clockText(age.asOf)}, ${spanText(age.seconds)} old; ${changes} missed`;
  return `${what}; ${tables}`;
}

const MOST_NAMES = 3;

function names(list: readonly string[]): string {
  const shown = list.slice(0, list.length === MOST_NAMES + 1 ? list.length : MOST_NAMES);
  const more = list.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** What one, and what several Services do, or suffer. */
const PHRASES: Readonly<Record<FeltEffect, readonly [one: string, several: string]>> = {
  'not-served': ['is not served', 'are not served'],
  'dead-addresses': ['sends new connections to dead addresses', 'send new connections to dead addresses'],
  'idle-endpoints': [
    'has endpoints that get no new connections',
    'have endpoints that get no new connections',
  ],
  spread: [
    'distributes connections or applies affinity wrongly',
    'distribute connections or apply affinity wrongly',
  ],
  packets: ['masquerades or filters packets wrongly', 'masquerade or filter packets wrongly'],
  leftovers: ['has unused leftovers', 'have unused leftovers'],
};

/** The two worst effects with their Services; what is lesser is counted. */
function impactLine(impact: readonly Impact[], unknown: readonly string[]): string {
  const groups = FELT_EFFECTS.map((effect) => impact.filter((one) => one.effect === effect)).filter(
    (group) => group.length > 0,
  );
  const [worst, next, ...others] = groups;
  if (!worst)
    return unknown.length > 0
      ? `not known: ${names(unknown)} could not be compared with the API`
      : 'no Service is affected yet';
  if (worst.every(({effect}) => effect === 'leftovers'))
    return `no Service is affected; leftovers on ${names(nodesOf(worst))}`;
  const lesser = others.reduce((sum, group) => sum + group.length, 0);
  const parts = [groupText(worst), ...(next ? [groupText(next)] : [])];
  return `${parts.join('; ')}${lesser > 0 ? `; ${lesser} more affected less` : ''}`;
}

function nodesOf(group: readonly Impact[]): readonly string[] {
  return [...new Set(group.flatMap(({nodes}) => nodes))].sort(compareNaturally);
}

function groupText(group: readonly Impact[]): string {
  const services = group.filter(({service}) => service !== null);
  const [first] = services;
  const where = ` on ${names(nodesOf(group))}`;
  const [only] = group;
  if (!first || !only) return `${names(nodesOf(group))}: ${only?.message ?? ''}`;
  const [one, several] = PHRASES[first.effect];
  const share = shareText(first.share);
  if (services.length === 1) return `${nameOf(first)} ${one}${where}${share === '' ? '' : ` (${share})`}`;
  const detail = share === '' ? names(services.map(nameOf)) : `${nameOf(first)}: ${share}`;
  return `${services.length} Services ${several}${where} (${detail})`;
}

function shareText(share: Impact['share']): string {
  if (!share) return '';
  return share.dead === share.taking
    ? `all ${share.taking > 1 ? `${share.taking} ` : ''}of them`
    : `${share.dead} of ${share.taking} real servers`;
}

function nameOf({service}: Impact): string {
  return service ? `${service.namespace}/${service.name}` : '';
}
