import {EXIT, UserError} from '../../errors.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {completionScript, KUBECTL_SCRIPT} from './completion-scripts.ts';
import {SHELLS} from './names-of.ts';

/** Runs `completion`. Throws `UserError`. */
export async function runCompletion({arguments: names, flags}: Call, ports: Ports): Promise<Outcome> {
  const [shell] = names;
  if (flags.isSet('install')) {
    const directory = flags.text('directory');
    const file = await ports.installScript({...KUBECTL_SCRIPT, directory});
    return {output: `wrote ${file}: kubectl now completes "kubectl ipvs"\n`, exitCode: EXIT.ok};
  }
  const script = completionScript(shell ?? '');
  if (script === undefined) {
    throw new UserError({
      code: 'usage',
      message: shell === undefined ? 'the shell is missing' : `there is no script for ${shell}`,
      remedy: `give one of ${SHELLS.join(', ')}, or --install`,
    });
  }
  return {output: script, exitCode: EXIT.ok};
}
