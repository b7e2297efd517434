import {type CheckReport, type CheckResult, escapeJson, isWrong} from '../../model/index.ts';
import {type CheckCounts, checkCounts} from './check-counts.ts';
import {type FoldedResult, foldResults} from './fold-results.ts';

/** The suite of checks that are about no node. */
const CLUSTER = 'cluster';

/**
 * A check report as JUnit XML: a suite for each node and one for the cluster, a case for each catalogue entry. A case
 * fails where the exit code is 1, at severity error, and is in error where it is 2, since something could not be read;
 * what is accepted, undecidable or does not apply is skipped, with the reason; a warning is told in the case's output. How
 * many failures of each severity a suite has, as the other formats count them, stands in its properties. No case takes time
 * of its own: all are decided on what was captured before.
 */
export function checkJunit(report: CheckReport): string {
  const suites = [CLUSTER, ...report.nodes.map(({name}) => name)].map((name) => {
    const own = report.results.filter(({node}) => (node ?? CLUSTER) === name);
    return {name, results: own, cases: casesOf(own)};
  });
  const all = suites.flatMap(({cases}) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kubectl ipvs check"${counts(all)} time="0">`,
    ...suites.flatMap(({name, results, cases}) => [
      `  <testsuite${attribute('name', name)}${counts(cases)} time="0"${attribute('timestamp', report.generatedAt.slice(0, 19))}>`,
      ...propertyLines(checkCounts({results})),
      ...cases.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function propertyLines({failures, accepted}: CheckCounts): readonly string[] {
  const lines = Object.entries({...failures, accepted}).map(
    ([name, count]) => `      <property${attribute('name', name)}${attribute('value', String(count))}/>`,
  );
  return ['    <properties>', ...lines, '    </properties>'];
}

interface Case {
  readonly title: string;
  readonly suite: string;
  readonly errors: readonly CheckResult[];
  /** Failures that do not fail the case. */
  readonly warnings: readonly CheckResult[];
  /** What could not be read; undefined if everything was. */
  readonly unread: string | undefined;
  /** Why it was not decided; undefined if it was. */
  readonly skipped: string | undefined;
}

function casesOf(results: readonly CheckResult[]): readonly Case[] {
  return foldResults(results, ({code}) => code).map((folded) => caseOf(folded, results));
}

function caseOf({result: {code, title, node}}: FoldedResult, results: readonly CheckResult[]): Case {
  const own = results.filter((result) => result.code === code);
  const open = own.filter(({result, accepted}) => result === 'fail' && accepted === null);
  const reasons = own.filter(
    ({result, accepted}) => result !== 'pass' && (result !== 'fail' || accepted !== null),
  );
  const unread = own.find(({gap}) => gap === 'unread')?.message;
  const [reason] = reasons;
  return {
    title: `${code} ${title}`,
    suite: node ?? CLUSTER,
    errors: open.filter(isWrong),
    warnings: open.filter((result) => !isWrong(result)),
    unread: open.length === 0 ? unread : undefined,
    skipped: open.length === 0 && unread === undefined && reason ? whySkipped(reason) : undefined,
  };
}

function whySkipped({result, accepted, message}: CheckResult): string {
  if (accepted) return `accepted${accepted.expires ? ` until ${accepted.expires}` : ''}: ${accepted.reason}`;
  return `${result === 'undecidable' ? 'not decidable' : 'does not apply'}: ${message}`;
}

function counts(cases: readonly Case[]): string {
  const failures = cases.filter(({errors}) => errors.length > 0).length;
  const errors = cases.filter(({unread}) => unread !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  return ` tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function caseLines(one: Case): readonly string[] {
  const open = `    <testcase${attribute('name', one.title)}${attribute('classname', `kubectl-ipvs.${one.suite}`)} time="0"`;
  const [first] = one.errors;
  const body = [
    ...(first
      ? [
          `      <failure type="error"${attribute('message', first.message)}>${xml(details(one.errors))}</failure>`,
        ]
      : []),
    ...(one.unread === undefined ? [] : [`      <error type="unread"${attribute('message', one.unread)}/>`]),
    ...(one.skipped === undefined ? [] : [`      <skipped${attribute('message', one.skipped)}/>`]),
    ...(one.warnings.length > 0 ? [`      <system-out>${xml(details(one.warnings))}</system-out>`] : []),
  ];
  return body.length === 0 ? [`${open}/>`] : [`${open}>`, ...body, '    </testcase>'];
}

function details(results: readonly CheckResult[]): string {
  return results
    .map(({severity, message, evidence, remedy}) =>
      [`${severity}: ${message}`, ...evidence.map((line) => `  | ${line}`), `  → ${remedy}`].join('\n'),
    )
    .join('\n');
}

function attribute(name: string, value: string): string {
  return ` ${name}="${xml(value).replaceAll('\n', '&#10;')}"`;
}

/** What XML 1.0 cannot hold, not even as references: control characters, halves of surrogate pairs. */
const NOT_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function xml(text: string): string {
  return escapeJson(text.replace(NOT_XML, '\ufffd'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
