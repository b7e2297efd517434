import {
  type Assessment,
  completeCommand,
  type Note,
  type ReportSource,
  type Severity,
  type ShellCommand,
} from '../../model/index.ts';
import {plural} from '../text-lists.ts';
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
      'Why, and what now',
      causes.map((cause) => ({
        tone: TONE_OF[cause.severity],
        text: cause.findings > 0 ? `${cause.text} (${plural(cause.findings, 'difference')})` : cause.text,
        evidence: [...cause.evidence, ...(cause.remedy === '' ? [] : [`What to do: ${cause.remedy}`])],
        commands: pageCommands(cause.commands, source),
      })),
    ),
    ...claimSection(
      'What users feel',
      impact.map(({severity, message}) => plain(TONE_OF[severity], message)),
    ),
  ];
}

/** Notes of a report as claims: warnings, and what was not checked. */
export function noteSections(notes: readonly Note[]): readonly Section[] {
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
