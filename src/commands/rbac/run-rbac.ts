import {EXIT} from '../../errors.ts';
import type {Call, Outcome, Ports} from '../command.ts';

/** Runs `rbac`. */
export async function runRbac({flags}: Call, ports: Ports): Promise<Outcome> {
  return {output: await ports.roleText(flags), exitCode: EXIT.ok};
}
