import {EXIT} from '../errors.ts';
import {KNOWN_VERSIONS} from '../model/index.ts';
import type {Call, ClusterVersions, FlagValues, Outcome, Ports} from './command.ts';
import {warnOfVersion} from './warn-of-version.ts';

declare const PLUGIN_VERSION: string;

/** The version of this program. */
const CLIENT = typeof PLUGIN_VERSION === 'undefined' ? 'development' : `v${PLUGIN_VERSION}`;

/** Runs `version`. Throws `UserError`. */
export async function runVersion({flags}: Call, ports: Ports): Promise<Outcome> {
  const clientOnly = flags.isSet('client');
  if (flags.text('output') !== 'text') {
    const cluster = clientOnly ? undefined : await versionsOf(flags, ports);
    return {output: await formatted(flags, versionDocument(cluster, ports.now())), exitCode: EXIT.ok};
  }
  // At once, as kubectl does: this much is true even if the server does not answer.
  await ports.write(`Client Version: ${CLIENT}\nKnown kube-proxy versions: ${KNOWN_VERSIONS}\n`);
  return {output: clientOnly ? '' : clusterLines(await versionsOf(flags, ports)), exitCode: EXIT.ok};
}

async function versionsOf(flags: FlagValues, ports: Ports): Promise<ClusterVersions> {
  const versions = await ports.readVersions(flags);
  warnOfVersion(versions.source, ports.warn);
  return versions;
}

function clusterLines({source, kubeProxy, kubeProxyProblem}: ClusterVersions): string {
  const pods = kubeProxy?.map(
    ({version, pods: count}) => `${version} (${count} ${count === 1 ? 'Pod' : 'Pods'})`,
  );
  const proxies = pods === undefined ? `not known: ${kubeProxyProblem}` : pods.join(', ') || 'none found';
  return `Server Version: ${source.serverVersion}\nkube-proxy Version: ${proxies}\n`;
}

function versionDocument(cluster: ClusterVersions | undefined, now: Date) {
  return {
    apiVersion: 'kubectl-ipvs/v1',
    kind: 'VersionReport',
    generatedAt: now.toISOString(),
    source: cluster ? cluster.source : null,
    clientVersion: CLIENT,
    knownKubeProxyVersions: KNOWN_VERSIONS,
    serverVersion: cluster ? cluster.source.serverVersion : null,
    kubeProxyVersions: cluster?.kubeProxy?.map(({version, pods}) => ({version, pods})) ?? null,
  };
}

async function formatted(flags: FlagValues, document: object): Promise<string> {
  if (flags.text('output') === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  const {dump} = await import('js-yaml');
  return dump(document, {lineWidth: -1});
}
