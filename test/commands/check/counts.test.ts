import {describe, expect, test} from '@jest/globals';
import {recording} from '../../support/program.ts';
import {readExposition} from '../../support/read-exposition.ts';
import {readXml, type XmlElement} from '../../support/read-xml.ts';
import {run} from '../../support/run.ts';

interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly accepted: number;
}

function inDocument(stdout: string): Counts {
  const {summary} = JSON.parse(stdout) as {summary: {failures: Omit<Counts, 'accepted'>; accepted: number}};
  return {...summary.failures, accepted: summary.accepted};
}

function inTable(stdout: string): Counts {
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0);
  return {
    error: number(/checked: .*?(\d+) errors?\b/),
    warning: number(/checked: .*?(\d+) warnings?\b/),
    info: number(/checked: .*?(\d+) info\b/),
    accepted: number(/(\d+) accepted/),
  };
}

function inMetrics(stdout: string): Counts {
  const samples = readExposition(stdout);
  const of = (severity: string) =>
    samples.find(
      ({name, labels}) => name === 'kubectl_ipvs_check_open_failures' && labels.severity === severity,
    )?.value ?? Number.NaN;
  const accepted = samples.filter(({name}) => name === 'kubectl_ipvs_check_accepted');
  return {
    error: of('error'),
    warning: of('warning'),
    info: of('info'),
    accepted: accepted.reduce((sum, {value}) => sum + value, 0),
  };
}

function inJunit(stdout: string): Counts {
  const counts: Record<string, number> = {};
  const visit = ({name, attributes, children}: XmlElement): void => {
    if (name === 'property')
      counts[attributes.name ?? ''] = (counts[attributes.name ?? ''] ?? 0) + Number(attributes.value);
    children.forEach(visit);
  };
  visit(readXml(stdout));
  return counts as unknown as Counts;
}

describe('every format counts the same failures', () => {
  test.each([
    'healthy',
    'stale-backends',
    'tampered',
    'broken-proxy-no-ipset',
    'broken-proxy-no-api',
    'iptables-stale.tar.gz',
    'nftables-tampered.tar.gz',
  ])('%s', async (name) => {
    const check = async (format: string) => {
      const {stdout} = await run(['check', '--from', recording(name), '-o', format]);
      return stdout;
    };
    const counts = inDocument(await check('json'));
    expect(counts.error + counts.warning + counts.info).toBeGreaterThan(0);
    expect(inTable(await check('table'))).toEqual(counts);
    expect(inMetrics(await check('prometheus'))).toEqual(counts);
    expect(inJunit(await check('junit'))).toEqual(counts);
  });
});
