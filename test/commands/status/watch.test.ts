import {describe, expect, test} from '@jest/globals';
import type {CaptureProgress, OpenScreen} from '../../../src/model/index.ts';
import {openSnapshot} from '../../../src/snapshot/index.ts';
import {asCluster} from '../../support/as-cluster.ts';
import {recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

const START = Date.parse('2026-11-28T07:22:03Z');

/** A terminal of this width on which `status --watch` is drawn, with a clock that only waits move on. */
async function watch(columns: number, act: (session: Session) => void) {
  const frames: string[] = [];
  const user = {quit: (): void => undefined};
  const ended = new AbortController();
  const openScreen: OpenScreen = ({quit}) => {
    user.quit = quit;
    return {
      size: () => ({columns, rows: 40}),
      draw: (lines) => void frames.push(lines.join('\n')),
      close: () => void frames.push('closed'),
    };
  };
  let now = START;
  const evidence = await openSnapshot(recording('stale-backends'));
  const session = {frames, quit: () => user.quit(), interrupt: () => ended.abort(new Error('interrupted'))};
  const cluster = asCluster(evidence, {
    followCapture: (tell) => {
      const count = (done: number): CaptureProgress => ({done, waiting: 200 - done, failed: 0, total: 200});
      tellers.push((done) => tell(count(done)));
    },
    captureNodes: async function* (...request) {
      for (const [index, tell] of tellers.entries()) tell(12 + index);
      await pass();
      yield* evidence.captureNodes(...request);
    },
  });
  const tellers: ((done: number) => void)[] = [];
  /** Lets a second pass, in which whatever waits is drawn. */
  const pass = async (): Promise<void> => {
    now += 1000;
    await new Promise((resolve) => setImmediate(resolve));
  };
  const result = await run(['status', '--watch', '--interval', '30s'], {
    cluster,
    openScreen,
    width: columns,
    now: () => new Date(now),
    signal: ended.signal,
    wait: async (seconds) => {
      await pass();
      if (seconds > 1) now += 14_000;
      act(session);
      ended.signal.throwIfAborted();
    },
  });
  return {frames, ...result};
}

interface Session {
  readonly frames: readonly string[];
  readonly quit: () => void;
  readonly interrupt: () => void;
}

const hasTable = (frame: string) => /^NODE /m.test(frame);

describe('status --watch on a terminal', () => {
  test('shows that a look goes on and how far it is, then how old the picture is', async () => {
    let table = 0;
    const {frames} = await watch(80, ({frames: seen, quit}) => {
      table = seen.filter(hasTable).length;
      if (table > 3) quit();
    });
    expect(frames.some((frame) => frame.startsWith('reading the API; q quits'))).toBe(true);
    expect(frames.some((frame) => frame.startsWith('reading: 12 of 200 nodes; q quits'))).toBe(true);
    expect(
      frames.some((frame) =>
        /^as of \d\d:\d\d:\d\d UTC, \d+s old; next refresh in \d+s; q quits/.test(frame),
      ),
    ).toBe(true);
    expect(frames.some((frame) => /^as of .* old; reading: 12 of 200 nodes; q quits/.test(frame))).toBe(true);
  });

  test.each(['quit', 'interrupt'] as const)('%s leaves the last picture, with its time', async (way) => {
    const {frames, stdout, exitCode} = await watch(80, (session) => {
      if (session.frames.some(hasTable)) session[way]();
    });
    expect(frames.at(-1)).toBe('closed');
    expect(stdout).toMatch(/^as of 2026-11-28T[\d:]{8}\.000Z\n/);
    expect(stdout).toMatch(/^node2 .* error /m);
    expect(exitCode).toBe(way === 'quit' ? 1 : 130);
  });

  test('at 60 columns what needs attention is there, and nothing is wider', async () => {
    const {frames} = await watch(60, ({frames: seen, quit}) => {
      if (seen.some(hasTable)) quit();
    });
    const frame = frames.find(hasTable) ?? '';
    expect(frame).toMatch(/^NODE .* ATTENTION$/m);
    expect(frame).toMatch(/^node2 .* error IPVS/m);
    for (const line of frame.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});
