import type {Evidence} from '../model/index.ts';
import type {FlagValues, Ports} from './command.ts';
import {warnOfVersion} from './warn-of-version.ts';

/** The snapshot that `--from` names, else the cluster that the other flags name. Throws `UserError`. */
export async function openEvidence(flags: FlagValues, ports: Ports): Promise<Evidence> {
  const from = flags.text('from');
  const evidence = await (from === undefined ? ports.openCluster(flags) : ports.openSnapshot(from));
  warnOfVersion(evidence.source, ports.warn);
  return evidence;
}
