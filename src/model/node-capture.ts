import type {Assumption} from './assumption.ts';
import type {KubeProxyPod} from './kube-proxy-pod.ts';
import type {ProxyPlaces} from './proxy-places.ts';
import type {Protocol} from './virtual-server.ts';

/** The raw texts of one node that a capture can hold: file names of the snapshot layout, version 1. */
export const CAPTURE_SOURCES = [
  'ipvsadm-save.txt',
  'ipvsadm-list.txt',
  'ipvsadm-stats.txt',
  'ipvsadm-rate.txt',
  'ipvsadm-connections.txt',
  'ipvsadm-timeouts.txt',
  'ipvsadm-persistent.txt',
  'proc-net-ip_vs.txt',
  'proc-net-ip_vs_conn.txt',
  'proc-net-ip_vs_stats.txt',
  'addresses.txt',
  'ipset-save.txt',
  'iptables-save.txt',
  'ip6tables-save.txt',
  'conntrack.txt',
  'conntrack-stats.txt',
  'routes.txt',
  'modules.txt',
  'sysctl.txt',
  'kube-proxy.log',
  'kube-proxy-previous.log',
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
  // Behind the mode: what is read for these depends on it.
  'nft-ip-kube-proxy.json',
  'nft-ip6-kube-proxy.json',
  'kube-proxy-healthz.json',
  'kube-proxy-livez.json',
  'nft-version.txt',
  'uname.txt',
  'versions.txt',
  'capture.json',
] as const;

/** One of {@link CAPTURE_SOURCES}. */
export type CaptureSource = (typeof CAPTURE_SOURCES)[number];

/** One node's raw texts, as the programs printed them. */
export interface NodeCapture {
  readonly node: string;
  /** Why nothing could be read from the node; undefined if something could. */
  readonly error?: string;
  readonly texts: Readonly<Partial<Record<CaptureSource, string>>>;
}

/** How to capture nodes, besides which sources. */
export interface CaptureFocus {
  /** Only of a plan: afterwards the node is sampled, again and again. */
  readonly samples?: boolean;
  /** Also read what tells the same a second time, for a snapshot. */
  readonly complete?: boolean;
  /** Only these virtual servers matter; more may come. Undefined: all. */
  readonly only?: NarrowFocus | undefined;
  /** What a node is expected to print, and need not send if it does; undefined: nothing is known. */
  readonly assume?: ((node: string) => Assumption | undefined) | undefined;
  /** The kube-proxy Pod on a node; undefined: there is none, or nothing is known. */
  readonly kubeProxy?: ((node: string) => KubeProxyPod | undefined) | undefined;
  /** Where kube-proxy is asked on a node; undefined: on 127.0.0.1 only. */
  readonly proxyPlaces?: ((node: string) => ProxyPlaces) | undefined;
}

/** Some virtual servers of a table, and what belongs to them. */
export interface NarrowFocus {
  readonly virtualServers: readonly AskedServer[];
  /** What else may be in IP sets: canonical addresses of endpoints, and ports of health checks. */
  readonly members: readonly string[];
}

/** A virtual server that is asked for. */
export interface AskedServer {
  readonly protocol: Protocol;
  /** Canonical; null: each address of the node, for a node port. */
  readonly address: string | null;
  readonly port: number;
}
