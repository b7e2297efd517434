import {EXIT} from '../../errors.ts';
import {KNOWN_VERSIONS, proxyVersions} from '../../model/index.ts';
import type {Call, ClusterVersions, FlagValues, Outcome, Ports} from '../command.ts';
import {connectionOptions} from '../read-flags.ts';
import {warnOfVersion} from '../warn-of-version.ts';

declare const PLUGIN_VERSION: string;

/** The version of this program. */
const CLIENT = typeof PLUGIN_VERSION === 'undefined' ? 'development' : `v${PLUGIN_VERSION}`;

/** Runs `version`. Throws `UserError`. The renderers are loaded late: most ask for the version of the plugin alone. */
export async function runVersion({flags}: Call, ports: Ports): Promise<Outcome> {
  const format = flags.text('output');
  const clientOnly = flags.isSet('client');
  if (format === 'json' || format === 'yaml') {
    const cluster = clientOnly ? undefined : await versionsOf(flags, ports);
    const report = {generatedAt: ports.now().toISOString(), client: CLIENT, cluster};
    const {renderVersion} = await import('../../render/index.ts');
    return {output: renderVersion(report, format), exitCode: EXIT.ok};
  }
  const client = `Client Version: ${CLIENT}\nKnown kube-proxy versions: ${KNOWN_VERSIONS}\n`;
  if (clientOnly) return {output: client, exitCode: EXIT.ok};
  // At once, as kubectl does: this much is true even if the server does not answer.
  await ports.write(client);
  const {clusterLines} = await import('../../render/index.ts');
  return {output: clusterLines(await versionsOf(flags, ports)), exitCode: EXIT.ok};
}

async function versionsOf(flags: FlagValues, ports: Ports): Promise<ClusterVersions> {
  const from = flags.text('from');
  const versions = await (from === undefined
    ? ports.readVersions(connectionOptions(flags))
    : versionsIn(from, ports));
  warnOfVersion(versions.source, ports.warn);
  return versions;
}

async function versionsIn(path: string, ports: Ports): Promise<ClusterVersions> {
  const snapshot = await ports.openSnapshot(path);
  const {kubeProxyPods} = await snapshot.readCluster().finally(snapshot.close);
  return {source: snapshot.source, kubeProxy: proxyVersions(kubeProxyPods), kubeProxyProblem: ''};
}
