import {describe, expect, test} from '@jest/globals';
import {recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

/** `status` of a recording, with a file of acceptances that says this. */
function status(name: string, accepted: string, ...words: string[]) {
  return run(['status', '--from', recording(name), '--accept', 'accepted.yaml', ...words], {
    readFile: () => Promise.resolve(accepted),
  });
}

interface Report {
  readonly nodes: readonly {
    readonly name: string;
    readonly drift: number;
    readonly attention: {readonly code: string} | null;
    readonly concerns: readonly {readonly code: string | null}[];
  }[];
  readonly impact: readonly unknown[];
}

const ALL_OF_NODE1 = [
  ...[
    '001',
    '002',
    '003',
    '004',
    '005',
    '007',
    '017',
    '018',
    '029',
    '030',
    '060',
    '061',
    '074',
    '075',
    '081',
  ],
]
  .map((number) => `- {code: IPVS${number}, node: node1, reason: being rebuilt, expires: 2999-12-31}`)
  .join('\n');

describe('status --accept', () => {
  test('means what it does in check: neither attention, nor drift, nor the lines that lead, nor the exit code', async () => {
    const {stdout, exitCode} = await status('tampered', ALL_OF_NODE1, '-o', 'json');
    const {nodes, impact} = JSON.parse(stdout) as Report;
    expect(nodes.find(({name}) => name === 'node1')).toMatchObject({drift: 0, attention: null});
    expect(impact).toEqual([]);
    // Of the other node nothing was accepted.
    expect(nodes.find(({name}) => name === 'node2')?.attention).toMatchObject({code: 'IPVS075'});
    expect(exitCode).toBe(0);
    const check = await run(
      ['check', '--from', recording('tampered'), '--accept', 'accepted.yaml', '--severity', 'warning'],
      {readFile: () => Promise.resolve(ALL_OF_NODE1)},
    );
    expect(check.exitCode).toBe(0);
  });

  test('what was accepted is listed, with its number and reason; what is not stays', async () => {
    const accepted = '- {code: IPVS003, service: shop/mme, reason: it is being removed, expires: never}';
    const {stdout, exitCode} = await status('tampered', accepted);
    expect(stdout).toMatch(/node1: 14 differences from the API/);
    expect(stdout).toContain('1 of IPVS003 accepted: it is being removed');
    expect(stdout).not.toMatch(/^Impact.*shop\/mme/m);
    expect(exitCode).toBe(1);
  });

  test('an acceptance that has expired counts for nothing, and that is said', async () => {
    const {stdout} = await status('healthy', '- {code: IPVS075, reason: slow disk, expires: 2020-01-01}');
    expect(stdout).toContain('IPVS075 was accepted only until 2020-01-01 (slow disk) and counts again');
    expect(stdout).toMatch(/^ {2}warning .*IPVS075/m);
  });

  test('a file with an entry that is not understood is refused', async () => {
    const {exitCode, stderr} = await status('healthy', '- {code: IPVS999, reason: x, expires: never}');
    expect(stderr).toContain('IPVS999');
    expect(exitCode).toBe(2);
  });
});

describe('status --exclude', () => {
  test('an entry that is excluded is no concern', async () => {
    const {stdout} = await run(['status', '--from', recording('healthy'), '--exclude', 'IPVS075']);
    expect(stdout).toContain('2 nodes: all are fine.');
  });

  test('a code that the catalogue lacks is refused', async () => {
    const {exitCode, stderr} = await run(['status', '--from', recording('healthy'), '--exclude', 'IPVS999']);
    expect(stderr).toContain('--exclude IPVS999 is not a code of the catalogue');
    expect(exitCode).toBe(2);
  });
});
