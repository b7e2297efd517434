import {execute, type FlagValues, type Ports, readVerbosity} from '../../src/cli/index.ts';
import {EXIT, UserError} from '../../src/errors.ts';
import {readUserFile} from '../../src/files/index.ts';
import type {ClusterEvidence} from '../../src/model/index.ts';
import {createSnapshot, openSnapshot} from '../../src/snapshot/index.ts';
import {complaintText} from '../../src/terminal/complain.ts';
import {printable} from '../../src/terminal/printable.ts';
import type {ProgramResult} from './program.ts';

/** The world of a run: what is left out cannot be used. */
export interface World extends Partial<Ports> {
  /** The cluster that is there without `--from`. */
  readonly cluster?: ClusterEvidence;
}

/**
 * Runs a command line in this process, as `main.ts` does but on ports of the test: snapshots and files are real, waits take
 * no time. What needs a process (signals, streams, a terminal, a real connection) is for `runProgram`.
 */
export async function run(words: readonly string[], {cluster, ...world}: World = {}): Promise<ProgramResult> {
  let stdout = '';
  let stderr = '';
  let verbosity = 0;
  const refuse = (what: string) => () => Promise.reject(new Error(`this test has no ${what}`));
  const makePorts = (flags: FlagValues): Ports => {
    verbosity = readVerbosity(flags);
    return {
      openSnapshot,
      openCluster: cluster ? () => Promise.resolve(cluster) : refuse('cluster'),
      planCapture: refuse('debug pods'),
      roleText: refuse('role'),
      readFile: readUserFile,
      createSnapshot: ({path, force, redact, mapping}) => {
        const redactionKey = redact ? Buffer.alloc(32, 7) : undefined;
        return Promise.resolve(createSnapshot({path, force, unique: 'test', redactionKey, mapping}));
      },
      readVersions: refuse('cluster'),
      lookUp: () => Promise.resolve([]),
      installScript: refuse('place for programs'),
      cleanup: refuse('cluster'),
      wait: () => Promise.resolve(),
      now: () => new Date(),
      write: (text) => {
        stdout += text;
        return Promise.resolve();
      },
      warn: (text) => {
        for (const line of text.trimEnd().split('\n')) stderr += `${printable(line)}\n`;
      },
      signal: new AbortController().signal,
      colour: flags.text('color') === 'always',
      ...world,
    };
  };
  try {
    const {output, exitCode} = await execute(words, makePorts, {width: world.width});
    return {exitCode, stdout: stdout + output, stderr};
  } catch (error) {
    stderr += complaintText(error, {verbosity, source: undefined});
    return {exitCode: error instanceof UserError ? error.exitCode : EXIT.failure, stdout, stderr};
  }
}
