import {
  type Assessment,
  completeCommand,
  isToldByCause,
  type Note,
  type ReportSource,
  type Severity,
  type ShellCommand,
} from '../../model/index.ts';
import {nameList, plural} from '../text-lists.ts';
import type {Claim, Line, PageCommand, Section, Tone} from './page.ts';

/** The tone of each severity. */
export const TONE_OF: Readonly<Record<Severity, Tone>> = {error: 'bad', warning: 'warn', info: 'info'};

/** Lines of one section before the rest is only counted. */
const MOST_LINES = 25;

/** A section of claims; none without any. */
export function claimSection(title: string, claims: readonly Claim[]): readonly Section[] {
  const left = claims.length - MOST_LINES;
  const shown =
    left > 0
      ? [...claims.slice(0, MOST_LINES), plain('info', `and ${left} more: -o json lists them`)]
      : claims;
  return claims.length === 0 ? [] : [{kind: 'claims', title, claims: shown}];
}

/** A claim that nothing stands behind but itself. */
export function plain(tone: Tone, text: string): Claim {
  return {tone, text, evidence: [], commands: []};
}

/** The sentence that leads a page: what users feel, if anything is wrong; else what is said of a sound report. */
export function verdictOf({headline}: Assessment, sound: Line, tone: Tone = 'bad'): Line {
  return headline ? {tone, text: headline.impact} : sound;
}

/** What users feel, why, and what to run next. */
export function assessmentSections(
  {impact, causes, headline}: Assessment,
  source: ReportSource,
): readonly Section[] {
  const commands = headline?.next ? pageCommands([headline.next], source) : [];
  return [
    ...(commands.length === 0 ? [] : [{kind: 'commands', title: 'Run next', commands} as const]),
    ...claimSection(
      'Causes and next steps',
      causes.map((cause) => ({
        tone: TONE_OF[cause.severity],
        text: cause.findings > 0 ? `${cause.text} (${plural(cause.findings, 'difference')})` : cause.text,
        evidence: [...cause.evidence, ...(cause.remedy === '' ? [] : [`What to do: ${cause.remedy}`])],
        commands: pageCommands(cause.commands, source),
      })),
    ),
    ...claimSection('Impact on users', impactClaims(impact)),
  ];
}

/** Services that feel the same on the same nodes in one line. */
function impactClaims(impact: Assessment['impact']): readonly Claim[] {
  const groups = new Map<
    string,
    {tone: Tone; services: string[]; nodes: readonly string[]; message: string}
  >();
  for (const {severity, service, nodes, message} of impact) {
    const name = service === null ? 'no single Service' : `${service.namespace}/${service.name}`;
    const key = `${severity} ${message} ${nodes.join(' ')}`;
    const group = groups.get(key);
    if (group) group.services.push(name);
    else groups.set(key, {tone: TONE_OF[severity], services: [name], nodes, message});
  }
  return [...groups.values()].map(({tone, services, nodes, message}) => ({
    ...plain(tone, `${nameList(services, 8)}: ${message}${nodes.length > 0 ? ` (${nameList(nodes)})` : ''}`),
    evidence: services.length > 8 ? [services.join(', ')] : [],
  }));
}

/** Notes of a report as claims: warnings, and what was not checked. */
export function noteSections(all: readonly Note[], assessment: Assessment): readonly Section[] {
  const notes = all.filter((note) => !isToldByCause(note, assessment.causes));
  const claim = ({severity, node, message, remedy}: Note): Claim => ({
    ...plain(TONE_OF[severity], node === null || message.startsWith(node) ? message : `${node}: ${message}`),
    evidence: remedy === '' ? [] : [remedy],
  });
  return [
    ...claimSection('Warnings', notes.filter(({severity}) => severity !== 'info').map(claim)),
    ...claimSection('Not checked', notes.filter(({severity}) => severity === 'info').map(claim)),
  ];
}

function pageCommands(commands: readonly ShellCommand[], source: ReportSource): readonly PageCommand[] {
  return commands.map((one) => {
    const {run, node, command} = completeCommand(one, source);
    return {where: run === 'here' ? 'here' : `on ${node}`, command};
  });
}
