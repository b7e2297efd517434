import {spawn} from 'node:child_process';
import {setTimeout as wait} from 'node:timers/promises';
import {PROGRAM, ROOT} from './program.ts';

/** A program that goes on until it is told to end. */
export interface RunningProgram {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the condition holds; fails if it does not within 20 s. */
  readonly until: (what: string, condition: () => boolean) => Promise<void>;
  /** Sends a signal; resolves with the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const PATIENCE = 20_000;

/** Starts the built program. */
export function startProgram(words: readonly string[], env: NodeJS.ProcessEnv): RunningProgram {
  const child = spawn(PROGRAM, words, {
    cwd: ROOT,
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const streams = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      streams[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    stdout: () => streams.stdout,
    stderr: () => streams.stderr,
    async until(what, condition) {
      for (const begin = Date.now(); !condition(); await wait(20)) {
        if (Date.now() - begin > PATIENCE) {
          child.kill('SIGKILL');
          throw new Error(`${what}: not within ${PATIENCE} ms; ${JSON.stringify(streams)}`);
        }
      }
    },
    end(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
