/** How far a capture of several nodes is. */
interface Counts {
  readonly done: number;
  readonly waiting: number;
  readonly failed: number;
  readonly total: number;
}

/** What tells a user how far the program is, on standard error. */
export interface Progress {
  readonly report: (progress: Counts) => void;
  readonly stop: () => void;
}

/**
 * A spinner on a terminal, lines elsewhere; nothing where a machine reads the result (`format` json or yaml). With `-v=6` or
 * more no spinner runs into the lines about requests. `none`: nothing at all, for a result that is drawn anew again and again.
 */
export async function makeProgress(format: string, verbosity: number): Promise<Progress> {
  const textOf = progressTexts();
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
  const worthALine = eachTenth();
  const report = (progress: Counts) => {
    const text = textOf(progress);
    if (worthALine(progress)) stderr.write(`${text}\n`);
  };
  return {report: quiet ? () => undefined : report, stop: () => undefined};
}

/** In a log of a job a line for each of hundreds of nodes says no more than a line for each tenth of them. */
function eachTenth(): (progress: Counts) => boolean {
  let shown = '';
  return ({done, failed, total, waiting}) => {
    const step = `${total} ${waiting === 0 ? 'all' : Math.floor(((done + failed) * 10) / Math.max(total, 1))}`;
    const isNew = step !== shown;
    shown = step;
    return isNew;
  };
}

/** The words for each count; when the counts begin anew, nodes are read a second time to confirm what differs. */
function progressTexts(): (progress: Counts) => string {
  let finished = 0;
  let again = false;
  return ({done, waiting, failed, total}) => {
    if (done + failed < finished) again = true;
    finished = done + failed;
    const what = again ? 'reading again, to confirm what differs' : 'reading';
    return `${what}: ${total} ${total === 1 ? 'node' : 'nodes'}, ${done} done, ${waiting} waiting, ${failed} failed`;
  };
}
