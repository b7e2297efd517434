import {EXIT, type ExitCode, UserError} from '../errors.ts';

/** What has to be taken back before the process may end: debug pods. */
export interface Duty {
  /** Takes it back, within a limited time. Throws `UserError` if something may be left. */
  readonly close: () => Promise<void>;
  /** From now on waits for nothing that is under way. */
  readonly hurry: () => void;
  /** The command that does by hand what `close` does. */
  readonly cleanupCommand: string;
}

/** What the end of the process needs of main.ts. */
export interface EndingSettings {
  /** Says on standard error what failed. */
  readonly complain: (error: unknown) => void;
  /** Drops files that are half written; may be called more than once. */
  readonly abandon: () => void;
}

/** How the process comes to its end, whatever ends it. */
export interface Ending {
  /** Aborted by the first signal, or by whatever else ends the program early; runs through every call. */
  readonly signal: AbortSignal;
  /** Runs the program; when it is over the exit code of the process is set. */
  readonly run: (program: () => Promise<ExitCode>) => Promise<void>;
  /** There is something to take back from now on. */
  readonly undertake: (duty: Duty) => void;
  /** The command has come to its result: who stops reading from now on does not change the exit code. */
  readonly concluded: () => void;
  /** What Ctrl-C does, for a terminal that hands it over as a character. */
  readonly interrupt: () => void;
}

/**
 * Signals that ask a program to end: those of kubectl (k8s.io/kubectl/pkg/util/interrupt), and Ctrl-Break of Windows. A
 * closed terminal or a lost ssh connection sends SIGHUP.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;

/** Failures of a stream whose other end is gone: a closed pipe, a closed terminal, a closed socket. */
const GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/** Milliseconds that a command with nothing to take back has to write what it holds. */
const LAST_WORDS = 500;

/** Milliseconds that a command has to end when all is taken back. */
const LAST_STEPS = 5000;

/** Seconds that a second signal leaves for the clean-up. A closed terminal often sends its signal twice. */
const HURRY = 3;

/** Takes over the signals, the streams and the unforeseen failures of the process, so that each end is an orderly one. */
export function createEnding(settings: EndingSettings): Ending {
  const end = new ProcessEnd(settings);
  for (const name of SIGNALS) process.on(name, () => end.interrupt());
  process.on('uncaughtException', (error) => end.fault(error));
  process.stdout.on('error', (error) => end.outputFailed(error));
  // Nobody can be told that nobody listens.
  process.stderr.on('error', () => undefined);
  process.on('beforeExit', () => end.ranDry());
  return {
    signal: end.signal,
    run: (program) => end.run(program),
    undertake: (duty) => end.undertake(duty),
    concluded: () => end.concluded(),
    interrupt: () => end.interrupt(),
  };
}

class ProcessEnd {
  readonly #settings: EndingSettings;
  readonly #interruption = new AbortController();
  #duty: Duty | undefined;
  /** That of the reason which ended the program early. */
  #exitCode: ExitCode | undefined;
  #concluded = false;
  #over = false;
  #hurried = false;

  constructor(settings: EndingSettings) {
    this.#settings = settings;
  }

  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  async run(program: () => Promise<ExitCode>): Promise<void> {
    process.exitCode = EXIT.failure;
    const own = await program();
    this.#over = true;
    process.exitCode = this.#exitCode ?? own;
  }

  undertake(duty: Duty): void {
    this.#duty = duty;
  }

  concluded(): void {
    this.#concluded = true;
  }

  interrupt(): void {
    if (this.#exitCode === undefined) {
      if (this.#duty)
        process.stderr.write(
          `\ninterrupted: removing the debug pods; interrupt again to exit within ${HURRY} s\n`,
        );
      this.#end(EXIT.interrupted, 'interrupted');
    } else if (this.#duty && !this.#hurried) {
      this.#hurried = true;
      this.#duty.hurry();
      const {cleanupCommand} = this.#duty;
      setTimeout(() => {
        process.stderr.write(`\ndebug pods may be left; remove them with: ${cleanupCommand}\n`);
        this.#leave();
      }, HURRY * 1000).unref();
    }
  }

  /** A failure that nobody foresaw: what it leaves undone is not known, so that the program cannot go on. */
  fault(error: unknown): void {
    this.#fail(error, 'the program failed');
    setTimeout(() => this.#leaveClean(), LAST_WORDS).unref();
  }

  outputFailed(error: NodeJS.ErrnoException): void {
    if (!GONE.has(error.code ?? '')) this.#fail(unwritable(error), 'the result cannot be written');
    else if (!this.#concluded) this.#end(EXIT.unread, 'the reader of the output has closed it');
  }

  /** A command that waits for what never comes would otherwise end with 0. */
  ranDry(): void {
    if (!this.#over) this.fault(new Error('it ended before it was finished'));
  }

  /** Weighs more than another reason before it. */
  #fail(error: unknown, why: string): void {
    if (this.#exitCode === EXIT.failure) return;
    this.#settings.complain(error);
    this.#end(EXIT.failure, why);
    this.#exitCode = EXIT.failure;
    if (this.#over) process.exitCode = EXIT.failure;
  }

  /** Ends the program; a command that does not come to its end by itself is left. */
  #end(exitCode: ExitCode, why: string): void {
    if (this.#exitCode !== undefined) return;
    this.#exitCode = exitCode;
    if (!this.#duty) {
      this.#settings.abandon();
      setTimeout(() => this.#leave(), LAST_WORDS).unref();
    }
    this.#interruption.abort(new Error(why));
    if (this.#duty) setTimeout(() => this.#leaveClean(), LAST_STEPS).unref();
  }

  /** Leaves when all is taken back; that something may be left is told by whoever else waits for that. */
  #leaveClean(): void {
    const closed = this.#duty ? this.#duty.close() : Promise.resolve();
    void closed.catch(() => undefined).then(() => setTimeout(() => this.#leave(), LAST_WORDS).unref());
  }

  #leave(): never {
    this.#settings.abandon();
    process.exit(this.#exitCode ?? EXIT.failure);
  }
}

function unwritable({code, message}: NodeJS.ErrnoException): UserError {
  return new UserError({
    code: 'output-not-written',
    message: `the result could not be written to standard output: ${message}`,
    remedy:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'free disk space, and run the command again'
        : 'write the output elsewhere, and run the command again',
  });
}
