import {describe, expect, test} from '@jest/globals';
import {recording, runProgram} from '../support/program.ts';

interface Document {
  readonly impact: readonly unknown[];
  readonly causes: readonly {
    readonly kind: string;
    readonly commands: readonly {readonly command: string}[];
  }[];
}

async function told(command: string, name: string): Promise<Document> {
  const {stdout} = await runProgram([command, '--from', recording(name), '-o', 'json']);
  const {impact, causes} = JSON.parse(stdout) as Document;
  return {impact, causes};
}

describe('status, diff and check say the same of one piece of evidence', () => {
  test.each([
    ['healthy', []],
    ['stale-backends', ['hung']],
    ['tampered', ['known-failure', 'edited']],
    ['broken-proxy-bad-config', ['crash-loop']],
    ['broken-proxy-no-api', ['known-failure', 'api-unreachable', 'edited']],
    ['broken-proxy-no-ipset', ['crash-loop']],
  ])('%s', async (name, kinds) => {
    const [status, diff, check] = await Promise.all(
      ['status', 'diff', 'check'].map((command) => told(command, name)),
    );
    expect(diff).toEqual(status);
    expect(check).toEqual(status);
    expect(status?.causes.map(({kind}) => kind).sort()).toEqual([...kinds].sort());
    // A restart helps a process that is hung, and what edits it; it cannot help one that ends or that nobody lets in.
    const restarts = status?.causes.filter(({commands}) =>
      commands.some(({command}) => command.includes('delete pod')),
    );
    for (const cause of restarts ?? []) expect(['hung', 'edited']).toContain(cause.kind);
  });
});
