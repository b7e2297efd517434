import {describe, expect, test} from '@jest/globals';
import {recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

const archive = (name: string) => recording(`${name}.tar.gz`);
const compare = (before: string, after: string, ...words: string[]) =>
  run(['diff', '--from', before, '--against', after, ...words]);

describe('diff --against of nodes that serve Services by rules', () => {
  test('what somebody changed by hand, and no more', async () => {
    const {stdout, exitCode} = await compare(
      archive('nftables-healthy'),
      archive('nftables-tampered'),
      '-o',
      'json',
    );
    const {nodes} = JSON.parse(stdout) as {nodes: readonly {name: string; state: string}[]};
    expect(nodes.map(({name, state}) => [name, state])).toEqual([
      ['node1', 'drifted'],
      ['node2', 'in-sync'],
    ]);
    // The commands that changed them are in WHAT.txt of the recording.
    const {findings} = JSON.parse(stdout) as {findings: readonly {message: string}[]};
    expect(findings.map(({message}) => message).toSorted()).toEqual([
      'the endpoint 10.244.1.3:8080 is gone',
      'the endpoint 10.244.1.4:8080 is gone',
      'the endpoint 10.244.2.3:8080 is gone',
      'the endpoint 10.244.2.4:8080 is gone',
      'the frontend TCP 10.96.205.62:80 is gone',
      'the frontend TCP 10.96.250.250:80 is new',
      'the frontend TCP 10.99.0.11:30080 is gone',
    ]);
    expect(exitCode).toBe(1);
  });

  test('rules of two versions that do the same are the same, and what was not compared is said', async () => {
    const {stdout, exitCode} = await compare(archive('nftables-healthy-1.31'), archive('nftables-healthy'));
    expect(stdout).toContain('2 of 2 nodes are the same in both snapshots.');
    expect(stdout).toMatch(/not masquerading and\s+source ranges/);
    expect(exitCode).toBe(0);
  });

  test('a node that changed its mode is not compared, and the command that does it is named', async () => {
    const {stdout, exitCode} = await compare(recording('healthy'), archive('nftables-healthy'));
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /unknown node1, node2: ipvs mode in \S+healthy, nftables mode in \S+: kubectl ipvs check --migration --verify --from \S+nftables-healthy\.tar\.gz --before \S+healthy compares them/,
    );
    expect(exitCode).toBe(2);
  });
});
