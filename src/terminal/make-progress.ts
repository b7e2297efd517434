import type {WriteStream} from 'node:tty';

/** How far the reading of several nodes is. */
export interface Counts {
  readonly done: number;
  readonly waiting: number;
  readonly failed: number;
  readonly total: number;
}

/** Tells a person how far the work is. */
export interface Progress {
  readonly report: (counts: Counts) => void;
  readonly stop: () => void;
}

/** How progress is told. */
export interface ProgressOptions {
  /** Of the result: where a machine reads it, nothing is told. */
  readonly format: string;
  /** Lines even on a terminal. */
  readonly plain: boolean;
  readonly colour: boolean;
}

/** A spinner on a terminal, lines elsewhere; nothing where a machine reads the result. */
export async function makeProgress(
  stream: WriteStream,
  {format, plain, colour}: ProgressOptions,
): Promise<Progress> {
  // A terminal that reports no width makes ora count lines without end.
  if (stream.isTTY && stream.columns > 0 && !plain) {
    const {default: ora} = await import('ora');
    const spinner = ora({stream, discardStdin: false, ...(colour ? {} : {color: false})});
    spinner.start('reading the API');
    return {
      report: (counts) => {
        spinner.text = progressText(counts);
      },
      stop: () => void spinner.stop(),
    };
  }
  const quiet = format === 'json' || format === 'yaml';
  const report = (counts: Counts) => void stream.write(`${progressText(counts)}\n`);
  return {report: quiet ? () => undefined : report, stop: () => undefined};
}

function progressText({done, waiting, failed, total}: Counts): string {
  return `reading ${total} ${total === 1 ? 'node' : 'nodes'}: ${done} done, ${waiting} waiting, ${failed} failed`;
}
