import {KNOWN_VERSIONS, type ProxyVersion, type ReportSource} from '../model/index.ts';
import {API_VERSION, sourceDocument} from './document-parts.ts';
import type {Document} from './document-type.ts';
import type {VersionReportDocument} from './documents/version-report.ts';
import {escapeText} from './escape-text.ts';
import {jsonText, yamlText} from './formats.ts';

/** Versions, as `version` tells them. */
export interface VersionReport {
  readonly generatedAt: string;
  readonly client: string;
  /** Undefined where nothing but this program is meant. */
  readonly cluster: ClusterPart | undefined;
}

interface ClusterPart {
  readonly source: ReportSource;
  readonly kubeProxy: readonly ProxyVersion[] | undefined;
  readonly kubeProxyProblem: string;
}

/** The lines about a cluster. */
export function clusterLines({source, kubeProxy, kubeProxyProblem}: ClusterPart): string {
  const counted = kubeProxy?.map(({version, pods}) => `${version} (${pods} ${pods === 1 ? 'Pod' : 'Pods'})`);
  const proxies =
    counted === undefined ? `not known: ${kubeProxyProblem}` : counted.join(', ') || 'none found';
  return `Server Version: ${escapeText(source.serverVersion)}\nkube-proxy Version: ${escapeText(proxies)}\n`;
}

/** All versions as a document. */
export function renderVersion(report: VersionReport, format: 'json' | 'yaml'): string {
  const document = versionDocument(report);
  return format === 'json' ? jsonText(document) : yamlText(document);
}

function versionDocument({generatedAt, client, cluster}: VersionReport): Document<VersionReportDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'VersionReport',
    generatedAt,
    source: cluster ? sourceDocument(cluster.source) : null,
    clientVersion: client,
    knownKubeProxyVersions: KNOWN_VERSIONS,
    serverVersion: cluster ? cluster.source.serverVersion : null,
    kubeProxyVersions: cluster?.kubeProxy?.map(({version, pods}) => ({version, pods})) ?? null,
  };
}
