import {EXIT, UserError} from '../errors.ts';
import type {CaptureFocus, CaptureSource} from '../model/index.ts';
import {planText} from '../render/index.ts';
import type {Outcome, Ports} from './command.ts';
import type {SourceOptions} from './read-flags.ts';

/** A call that only asks what it would do. */
interface DryRun {
  readonly source: SourceOptions;
  /** The node whose debug pod is shown; left out: any. */
  readonly node?: string | undefined;
  readonly ports: Ports;
}

/** What `--dry-run` prints: what a capture of these sources would do. Throws `UserError` with a snapshot, which needs none. */
export async function dryRun(
  {source, node = 'NODE', ports}: DryRun,
  sources: readonly CaptureSource[],
  focus?: CaptureFocus,
): Promise<Outcome> {
  const {from, cluster} = source;
  if (from !== undefined || !cluster.pods)
    throw new UserError({
      code: 'usage',
      message: '--dry-run and --from cannot be combined: a snapshot is read without debug pods',
      remedy: 'leave out one of them',
    });
  return {
    output: planText(await ports.planCapture({pods: cluster.pods, node}, sources, focus)),
    exitCode: EXIT.ok,
  };
}
