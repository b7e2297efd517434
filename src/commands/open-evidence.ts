import type {Evidence} from '../model/index.ts';
import type {FlagValues, Ports} from './command.ts';

/** The snapshot that `--from` names, else the cluster that the other flags name. Throws `UserError`. */
export function openEvidence(flags: FlagValues, ports: Ports): Promise<Evidence> {
  const from = flags.text('from');
  return from === undefined ? ports.openCluster(flags) : ports.openSnapshot(from);
}
