import {type CaptureProgress, createProgressWords} from '../model/index.ts';

/** What tells a user how far the program is, on standard error. */
export interface Progress {
  readonly report: (progress: CaptureProgress) => void;
  /** Tells of a node that was judged while others are still read. */
  readonly judge: (node: string, differs: boolean) => void;
  /** From now on somebody else hears of it, too. */
  readonly follow: (tell: (progress: CaptureProgress) => void) => void;
  readonly stop: () => void;
}

/**
 * A spinner on a terminal, lines elsewhere; nothing where a machine reads the result (`format` json or yaml). With `-v=6` or
 * more no spinner runs into the lines about requests. `none`: nothing at all, for a result that is drawn anew again and again.
 */
export async function makeProgress(format: string, verbosity: number): Promise<Progress> {
  const {report, stop} = await makeReport(format, verbosity);
  let tell: ((progress: CaptureProgress) => void) | undefined;
  let latest: CaptureProgress | undefined;
  let differing: readonly string[] = [];
  const show = (progress: CaptureProgress): void => {
    report(progress);
    tell?.(progress);
  };
  return {
    report: (progress) => {
      const finished = ({done, failed}: CaptureProgress) => done + failed;
      // Counts that begin anew are another look.
      if (latest && finished(progress) < finished(latest)) differing = [];
      latest = progress;
      show({...progress, differing});
    },
    judge: (node, differs) => {
      if (!differs) return;
      differing = [...differing, node];
      if (latest && latest.waiting > 0) show({...latest, differing});
    },
    follow: (other) => {
      tell = other;
    },
    stop,
  };
}

async function makeReport(format: string, verbosity: number): Promise<Pick<Progress, 'report' | 'stop'>> {
  const textOf = createProgressWords();
  if (format === 'none') return {report: () => undefined, stop: () => undefined};
  const {stderr} = process;
  // A terminal that reports no width makes ora count lines without end.
  if (stderr.isTTY && stderr.columns > 0 && verbosity < 6 && !process.env.CI && process.env.TERM !== 'dumb') {
    const {default: ora} = await import('ora');
    const spinner = ora({
      stream: stderr,
      discardStdin: false,
      ...(process.env.NO_COLOR ? {color: false} : {}),
    });
    spinner.start('reading the API');
    return {
      report: (progress) => {
        spinner.text = textOf(progress);
        // What comes next may draw on the terminal.
        if (progress.waiting === 0) spinner.stop();
        else if (!spinner.isSpinning) spinner.start();
      },
      stop: () => void spinner.stop(),
    };
  }
  const quiet = format !== 'table' && format !== 'wide';
  const worthALine = eachQuarter();
  const report = (progress: CaptureProgress) => {
    const text = textOf(progress);
    if (worthALine(progress)) stderr.write(`${text}\n`);
  };
  return {report: quiet ? () => undefined : report, stop: () => undefined};
}

/**
 * In a log of a job a line for each of hundreds of nodes says no more than one for each quarter of them, for the first that was
 * read, and for the first that differs.
 */
function eachQuarter(): (progress: CaptureProgress) => boolean {
  let shown = '';
  return ({done, failed, total, waiting, differing = []}) => {
    const finished = done + failed;
    const first = `${finished > 0} ${differing.length > 0}`;
    const step = `${total} ${waiting === 0 ? 'all' : `${first} ${Math.floor((finished * 4) / Math.max(total, 1))}`}`;
    const isNew = step !== shown;
    shown = step;
    return isNew;
  };
}
