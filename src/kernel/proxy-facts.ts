import {
  InvalidObjectError,
  type KubeProxyConfiguration,
  type KubeVersion,
  type NodeCapture,
  parseKubeVersion,
  readKubeProxyConfiguration,
} from '../model/index.ts';

/** What the kube-proxy that runs on a node says of itself, over HTTP on the node. */
export interface ProxyFacts {
  /** From `/proxyMode`, else from `/configz`; undefined if neither was answered. */
  readonly mode: string | undefined;
  readonly version: KubeVersion | undefined;
  /** From `/configz`. */
  readonly configuration: KubeProxyConfiguration | undefined;
  /** The operating system's host name, from `uname -a`. */
  readonly hostName: string | undefined;
  /** Whether kube-proxy was asked and did not answer any question. */
  readonly silent: boolean;
  /** What could not be understood, in sentences. */
  readonly problems: readonly string[];
}

/** Reads what kube-proxy answered from a node's capture. */
export function readProxyFacts({texts}: NodeCapture): ProxyFacts {
  const problems: string[] = [];
  const configuration = readConfigz(texts['kube-proxy-configz.json'], problems);
  const metrics = texts['kube-proxy-metrics.txt'];
  const mode = readMode(texts['kube-proxy-mode.txt'], problems);
  const answered = mode || metrics || configuration;
  return {
    mode: mode ?? (configuration && (configuration.mode || DEFAULT_MODE)),
    version: metrics === undefined ? undefined : versionIn(metrics),
    configuration,
    hostName: texts['uname.txt']?.split(/\s+/)[1] || undefined,
    silent: !answered && askedInVain(texts['capture.json']),
    problems,
  };
}

const MODES = ['ipvs', 'iptables', 'nftables', 'userspace', 'kernelspace'];

/** The mode of kube-proxy on Linux where its configuration names none. */
const DEFAULT_MODE = 'iptables';

function readMode(text: string | undefined, problems: string[]): string | undefined {
  const mode = text?.trim();
  if (!mode || MODES.includes(mode)) return mode || undefined;
  problems.push(`kube-proxy-mode.txt does not name a mode of kube-proxy, but ${JSON.stringify(mode.slice(0, 40))}`);
  return undefined;
}

function readConfigz(text: string | undefined, problems: string[]): KubeProxyConfiguration | undefined {
  if (text === undefined) return undefined;
  try {
    return readKubeProxyConfiguration(JSON.parse(text), 'configz');
  } catch (cause) {
    const why = cause instanceof InvalidObjectError ? cause.message : 'it is not valid JSON';
    problems.push(`kube-proxy-configz.json was not understood: ${why}`);
    return undefined;
  }
}

function versionIn(metrics: string): KubeVersion | undefined {
  const version = /^kubernetes_build_info\{[^}\n]*git_version="([^"]*)"/m.exec(metrics)?.[1];
  return version === undefined ? undefined : parseKubeVersion(version);
}

function askedInVain(text: string | undefined): boolean {
  return text !== undefined && /"[^"]*\bcurl exit=\d+ 10249\/(?:proxyMode|configz|metrics)/.test(text);
}
