import type {Evidence} from '../model/index.ts';
import type {Ports} from './command.ts';
import type {SourceOptions} from './read-flags.ts';
import {warnOfVersion} from './warn-of-version.ts';

/** The snapshot or the cluster that the call names. Throws `UserError`. */
export async function openEvidence({from, cluster, unused}: SourceOptions, ports: Ports): Promise<Evidence> {
  if (unused.length > 0) ports.warn(`not used: ${unused.join(', ')}, since --from reads a snapshot`);
  const evidence = await (from === undefined ? ports.openCluster(cluster) : ports.openSnapshot(from));
  warnOfVersion(evidence.source, ports.warn);
  return evidence;
}
