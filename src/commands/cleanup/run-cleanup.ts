import {EXIT} from '../../errors.ts';
import {cleanupText} from '../../render/index.ts';
import type {Call, Outcome, Ports} from '../command.ts';

/** Runs `cleanup`. Throws `UserError`. */
export async function runCleanup({flags}: Call, ports: Ports): Promise<Outcome> {
  return {output: cleanupText(await ports.cleanup(flags)), exitCode: EXIT.ok};
}
