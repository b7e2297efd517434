import {describe, expect, jest, test} from '@jest/globals';
import fc from 'fast-check';
import {recording} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';
import {run} from '../support/run.ts';
import {type SnapshotCopy, withSnapshot} from '../support/snapshot-copy.ts';

// Three commands read a whole snapshot for each example.
jest.setTimeout(120_000);

interface Diff {
  readonly findings: readonly {readonly code: string; readonly severity: string; readonly node: string}[];
  readonly nodes: readonly {readonly name: string; readonly state: string}[];
  readonly causes: readonly {readonly kind: string}[];
}

interface Status {
  readonly nodes: readonly {readonly name: string; readonly state: string; readonly drift: number | null}[];
  readonly causes: readonly {readonly kind: string}[];
}

interface Check {
  readonly results: readonly {
    readonly code: string;
    readonly severity: string;
    readonly node: string | null;
    readonly result: string;
    readonly drift: boolean;
  }[];
  readonly causes: readonly {readonly kind: string}[];
}

async function ask<Report>(command: string, from: string) {
  const {stdout, exitCode} = await run([command, '--from', from, '-o', 'json']);
  return {exitCode, report: JSON.parse(stdout) as Report};
}

const kindsOf = ({causes}: Pick<Diff, 'causes'>) => causes.map(({kind}) => kind).sort();

/** What status, diff and check say of one snapshot must be one truth. */
async function expectAgreement(from: string): Promise<void> {
  const status = await ask<Status>('status', from);
  const diff = await ask<Diff>('diff', from);
  const check = await ask<Check>('check', from);
  const isWrong = [status, diff, check].map(({exitCode}) => exitCode === 1);
  expect(new Set(isWrong).size).toBe(1);
  const counted = diff.report.findings.filter(({severity}) => severity !== 'info');
  for (const {name, state} of diff.report.nodes) {
    const node = status.report.nodes.find((one) => one.name === name);
    expect(node?.state).toBe(state);
    expect(node?.drift ?? 0).toBe(counted.filter((finding) => finding.node === name).length);
  }
  const told = check.report.results.filter(({result, drift}) => result === 'fail' && drift);
  const severitiesOf = (results: readonly {severity: string; node: string | null}[]) =>
    [...new Set(results.map(({severity, node}) => `${node} ${severity}`))].sort();
  expect(severitiesOf(told.filter(({severity}) => severity !== 'info'))).toEqual(severitiesOf(counted));
  expect(kindsOf(status.report)).toEqual(kindsOf(diff.report));
  expect(kindsOf(check.report)).toEqual(kindsOf(diff.report));
}

describe('status, diff and check never contradict one another', () => {
  test.each([
    'healthy',
    'tampered',
    'stale-backends',
    'broken-proxy-bad-config',
    'broken-proxy-no-api',
    'broken-proxy-no-ipset',
    'iptables-healthy.tar.gz',
    'iptables-tampered.tar.gz',
    'nftables-healthy.tar.gz',
    'nftables-stale.tar.gz',
  ])('%s', async (name) => {
    await expectAgreement(recording(name));
  });

  const FILES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'ipset-save.txt', 'sysctl.txt', 'addresses.txt'];

  /** Lines that are lost, in one of the texts of node1. */
  async function lose(snapshot: SnapshotCopy, file: string, places: readonly number[]): Promise<void> {
    await snapshot.edit(`nodes/node1/${file}`, (text) => {
      const lines = text.split('\n');
      const gone = new Set(places.map((place) => place % lines.length));
      return lines.filter((_, index) => !gone.has(index)).join('\n');
    });
  }

  test('whatever lines are lost', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom('healthy', 'tampered'),
      fc.constantFrom(...FILES),
      fc.array(fc.nat(), {minLength: 1, maxLength: 3}),
      async (name, file, places) => {
        await withSnapshot(name, async (snapshot) => {
          await lose(snapshot, file, places);
          await expectAgreement(snapshot.path);
        });
      },
    );
    await checkProperty(property, {numRuns: 8});
  });
});
