import {EXIT, UserError} from '../../errors.ts';
import type {ClusterEvidence, StatusReport} from '../../model/index.ts';
import type {OutputFormat} from '../../render/index.ts';
import {statusChanges, statusConclusion} from '../../status/index.ts';
import type {FlagValues, Outcome, Ports} from '../command.ts';
import {exitCodeOf} from '../exit-code.ts';
import {USUAL_FORMATS} from '../output-options.ts';
import {oneOf} from '../read-flags.ts';
import {openDisplay, type WatchDisplay} from '../watch-display.ts';

/** What is watched, and how it is shown. */
export interface StatusWatch {
  readonly evidence: ClusterEvidence;
  /** One look. Throws `UserError`. */
  readonly look: () => Promise<StatusReport>;
  /** In lines of this many characters; undefined: of any length. */
  readonly render: (report: StatusReport, width: number | undefined) => string;
  /** Seconds between looks. */
  readonly interval: number;
  readonly format: OutputFormat;
}

/**
 * Seconds between the looks that the call wants; undefined: it wants one. Throws `UserError` for what cannot be watched,
 * before anything is touched.
 */
export function watchInterval(flags: FlagValues): number | undefined {
  if (!flags.isSet('watch')) return undefined;
  const interval = flags.seconds('interval');
  if (flags.text('from') !== undefined) {
    throw new UserError({
      code: 'usage',
      message: '--watch and --from cannot be combined: a snapshot does not change',
      remedy: 'leave out --watch',
    });
  }
  if (flags.isSet('keep-pods')) {
    throw new UserError({
      code: 'usage',
      message:
        '--watch and --keep-pods cannot be combined: each refresh would leave a debug pod on each node',
      remedy: 'leave out one of them',
    });
  }
  const format = flags.text('output') ?? 'table';
  // What else there is cannot follow one another.
  if (!oneOf(USUAL_FORMATS, format)) {
    throw new UserError({
      code: 'usage',
      message: `--watch cannot be combined with -o ${format}`,
      remedy: `choose one of ${USUAL_FORMATS.join(', ')}`,
    });
  }
  return interval;
}

/**
 * Looks again and again: redraws on a terminal, adds blocks elsewhere. No debug pod is left between looks. If a look
 * fails after one that did not, that is told and the next one follows. Ends with the key q, or by Ctrl-C.
 */
export async function watchStatus(watch: StatusWatch, ports: Ports): Promise<Outcome> {
  const display = openDisplay(watch, ports);
  let last: StatusReport | undefined;
  try {
    for await (const report of looks(watch, {display, ports})) last = report;
  } catch (error) {
    // What was on the screen stays there.
    if (!ports.signal.aborted || display.remains() === '') throw error;
  } finally {
    display.close();
  }
  const output = display.remains();
  if (ports.signal.aborted) return {output, exitCode: EXIT.interrupted};
  return {output, exitCode: last ? exitCodeOf(statusConclusion(last)) : EXIT.failure};
}

/** Looks, shows and waits, until the user wants no more; gives the report of each look that succeeded, once it is shown. */
async function* looks(
  watch: StatusWatch,
  {display, ports}: {readonly display: WatchDisplay; readonly ports: Ports},
): AsyncGenerator<StatusReport> {
  const left = untilEnded(display.ended);
  let last: StatusReport | undefined;
  while (!display.ended.aborted) {
    display.beginLook();
    const looking = lookOnce(watch, ports.signal);
    // Of a look that is left nobody wants to hear; its debug pods go with the end of the run.
    looking.catch(() => undefined);
    const seen = await Promise.race([looking, left]);
    if (seen === undefined) return;
    if (seen instanceof UserError && !last) throw seen;
    const troubles = troublesOf(seen, await released(watch.evidence, ports.signal));
    const fresh = !(seen instanceof UserError);
    if (fresh) last = withChanges(seen, last);
    if (!last) return;
    const shown = last;
    await display.show((width) => watch.render(shown, width), {fresh, troubles});
    if (fresh) yield last;
    await ports.wait(watch.interval, display.ended);
  }
}

/** Resolves when the user ends the watch. */
function untilEnded(ended: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    ended.addEventListener('abort', () => resolve(undefined), {once: true});
  });
}

function troublesOf(seen: StatusReport | UserError, left: UserError | undefined): readonly string[] {
  return [
    ...(seen instanceof UserError ? [`refresh failed: ${seen.message}`] : []),
    ...(left ? [left.message] : []),
  ];
}

/** Why debug pods may be left, if they may: while the API server is away they are. The end of the watch deletes them. */
async function released({release}: ClusterEvidence, signal: AbortSignal): Promise<UserError | undefined> {
  try {
    await release();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) return error;
    throw error;
  }
}

function withChanges(report: StatusReport, before: StatusReport | undefined): StatusReport {
  return before ? {...report, changes: statusChanges(before, report)} : report;
}

/** A report, or why there is none. Throws our own mistakes, and when the user has ended it. */
async function lookOnce({look}: StatusWatch, signal: AbortSignal): Promise<StatusReport | UserError> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) return error;
    throw error;
  }
}
