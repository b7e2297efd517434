import {EXIT, UserError} from '../errors.ts';
import type {CaptureFocus, CaptureSource} from '../model/index.ts';
import {planText} from '../render/index.ts';
import type {FlagValues, Outcome, Ports} from './command.ts';

/** What `--dry-run` prints: what a capture of these sources would do. Throws `UserError` with a snapshot, which needs none. */
export async function dryRun(
  {flags, ports}: {readonly flags: FlagValues; readonly ports: Ports},
  sources: readonly CaptureSource[],
  focus?: CaptureFocus,
): Promise<Outcome> {
  if (flags.text('from') !== undefined)
    throw new UserError({
      code: 'usage',
      message: '--dry-run and --from cannot be combined: a snapshot is read without debug pods',
      remedy: 'leave out one of them',
    });
  return {output: planText(await ports.planCapture(flags, sources, focus)), exitCode: EXIT.ok};
}
