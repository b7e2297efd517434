import type {Evidence} from '../model/index.ts';
import type {FlagValues, Ports} from './command.ts';
import {warnOfVersion} from './warn-of-version.ts';

/** Flags that choose a cluster, and who asks it. */
const CLUSTER_FLAGS = ['kubeconfig', 'context', 'cluster', 'user', 'server', 'as'] as const;

/** The snapshot that `--from` names, else the cluster that the other flags name. Throws `UserError`. */
export async function openEvidence(flags: FlagValues, ports: Ports): Promise<Evidence> {
  const from = flags.text('from');
  const unused = from === undefined ? [] : CLUSTER_FLAGS.filter((name) => flags.text(name) !== undefined);
  if (unused.length > 0)
    ports.warn(`not used: ${unused.map((name) => `--${name}`).join(', ')}, since --from reads a snapshot`);
  const evidence = await (from === undefined ? ports.openCluster(flags) : ports.openSnapshot(from));
  warnOfVersion(evidence.source, ports.warn);
  return evidence;
}
