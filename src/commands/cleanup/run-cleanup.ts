import {EXIT} from '../../errors.ts';
import {cleanupText} from '../../render/index.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {connectionOptions} from '../read-flags.ts';

/** Runs `cleanup`. Throws `UserError`. */
export async function runCleanup({flags}: Call, ports: Ports): Promise<Outcome> {
  const result = await ports.cleanup({
    connection: connectionOptions(flags),
    namespace: flags.text('debug-namespace') ?? '',
    all: flags.isSet('all'),
    dryRun: flags.isSet('dry-run'),
  });
  for (const {reason, remedy} of result.failed) ports.warn(`error: ${reason}\n${remedy}`);
  return {
    output: cleanupText(result),
    exitCode: result.failed.length === 0 ? EXIT.ok : EXIT.failure,
  };
}
