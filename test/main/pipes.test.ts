import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM, recording} from '../support/program.ts';
import {debugPods, startRecordedCluster} from '../support/recorded-cluster.ts';

let server: TestApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** What becomes of the output; `$IT` is the command. */
const FATES = {
  'a reader of one line': '$IT | head -1',
  'a reader of no line': '$IT | true',
  'a full disk': '$IT > /dev/full',
  'a reader of one line of both streams': '$IT 2>&1 | head -1',
  'a closed standard output': '$IT >&-',
} as const;

type Fate = keyof typeof FATES | 'none';

/** The exit code of the program itself, whatever becomes of its output. */
async function exitCode(words: string, fate: Fate, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const command = fate === 'none' ? '$IT' : FATES[fate];
  const line = `${command.replace('$IT', `"$PROGRAM" ${words}`)}; echo "\${PIPESTATUS[0]}" >&3`;
  const child = spawn('bash', ['-c', line], {
    env: {...process.env, PROGRAM, ...env},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return Number(said);
}

const onLinux = existsSync('/dev/full') ? describe : describe.skip;

onLinux('the exit code', () => {
  const calls = [
    {words: 'diff', snapshot: 'stale-backends'},
    {words: 'diff -o json', snapshot: 'healthy'},
    {words: 'status', snapshot: 'stale-backends'},
    {words: 'check', snapshot: 'stale-backends'},
  ];

  test.each(calls)(
    'of $words ($snapshot) is the same whoever reads the result, and 2 where it cannot be written',
    async ({words, snapshot}) => {
      const call = `${words} --from ${recording(snapshot)}`;
      const own = await exitCode(call, 'none');
      const codes = await Promise.all(
        (Object.keys(FATES) as Fate[]).map(async (fate) => [fate, await exitCode(call, fate)] as const),
      );
      expect(Object.fromEntries(codes)).toEqual({
        'a reader of one line': own,
        'a reader of no line': own,
        'a full disk': 2,
        'a reader of one line of both streams': own,
        'a closed standard output': own,
      });
    },
    60_000,
  );

  test.each([
    {name: 'healthy', own: 0},
    {name: 'tampered', own: 1},
  ])(
    'of diff on a cluster ($name) is the same, and no debug pod is left',
    async ({name, own}) => {
      const cluster = await startRecordedCluster(name);
      server = cluster;
      const env = {KUBECONFIG: cluster.kubeconfigPath};
      for (const fate of ['a reader of one line of both streams', 'a reader of no line'] as const) {
        expect([fate, await exitCode('diff', fate, env)]).toEqual([fate, own]);
        expect(debugPods(cluster)).toEqual([]);
      }
      if (own === 0) expect(await exitCode('diff', 'a full disk', env)).toBe(2);
      expect(debugPods(cluster)).toEqual([]);
    },
    120_000,
  );

  test('is 141 where the reader goes away before there is a result', async () => {
    // More than a pipe holds, so that something is left to write.
    const words = `logs --from ${recording('healthy')} --level info -o yaml --no-fold`;
    expect(await exitCode(words, 'a reader of one line')).toBe(141);
  }, 30_000);
});
