import {EXIT} from '../../errors.ts';
import type {Call, Outcome, Ports} from '../command.ts';

/** Runs `rbac`. */
export async function runRbac({flags}: Call, ports: Ports): Promise<Outcome> {
  const pods = {namespace: flags.text('debug-namespace') ?? '', exec: flags.isSet('exec')};
  return {output: await ports.roleText(pods), exitCode: EXIT.ok};
}
