import type {CaptureSource, JsonObject} from '../../model/index.ts';
import type {Mappings} from './mappings.ts';
import {redactNftables} from './redact-nftables.ts';
import {redactText} from './redact-text.ts';
import {isWords, redactName, redactWord} from './redact-word.ts';

type RedactSource = (text: string, mappings: Mappings) => string;

/** Tables of the kernel, as its tools print them. */
const table: RedactSource = (text, mappings) => redactText(text, mappings, {counters: true});

/** The same as the kernel itself prints it. */
const hexadecimal: RedactSource = (text, mappings) =>
  redactText(text, mappings, {counters: true, hexadecimal: true});

/** How each text of a node is redacted; nothing is written that is not named here. */
const SOURCES: Readonly<Record<CaptureSource, RedactSource>> = {
  'ipvsadm-save.txt': table,
  'ipvsadm-list.txt': table,
  'ipvsadm-stats.txt': table,
  'ipvsadm-rate.txt': table,
  'ipvsadm-connections.txt': table,
  'ipvsadm-timeouts.txt': table,
  'ipvsadm-persistent.txt': table,
  'proc-net-ip_vs.txt': hexadecimal,
  'proc-net-ip_vs_conn.txt': redactConnections,
  'proc-net-ip_vs_stats.txt': redactStatistics,
  'addresses.txt': table,
  'ipset-save.txt': table,
  'iptables-save.txt': table,
  'ip6tables-save.txt': table,
  'nft-ip-kube-proxy.json': redactNftables,
  'nft-ip6-kube-proxy.json': redactNftables,
  'conntrack.txt': table,
  'conntrack-stats.txt': table,
  'routes.txt': table,
  'modules.txt': table,
  'sysctl.txt': redactSysctls,
  'kube-proxy.log': redactText,
  'kube-proxy-previous.log': redactText,
  'kube-proxy-metrics.txt': redactMetrics,
  'kube-proxy-configz.json': redactJson,
  'kube-proxy-mode.txt': redactText,
  'kube-proxy-healthz.json': redactJson,
  'kube-proxy-livez.json': redactJson,
  'uname.txt': redactUname,
  'nft-version.txt': redactText,
  'versions.txt': redactText,
  'capture.json': redactJson,
};

/** The text of a node without names, addresses and secrets. */
export function redactNodeText(source: CaptureSource, text: string, mappings: Mappings): string {
  return SOURCES[source](text, mappings);
}

/** The data of a persistence engine, such as a call's id, is in the last columns and dropped. */
function redactConnections(text: string, mappings: Mappings): string {
  return hexadecimal(text.replace(/^(\S+(?: \S+){7} +\d+) .*$/gm, '$1'), mappings);
}

/** All numbers are hexadecimal here, and none is an address. */
function redactStatistics(text: string, mappings: Mappings): string {
  return text.replace(/\S+/g, (word) => (/^[\dA-F]{1,16}$/.test(word) ? word : table(word, mappings)));
}

/** `net.ipv4.conf.IFACE.rp_filter = 1`: each part is a word of its own, or the name of an interface. */
function redactSysctls(text: string, mappings: Mappings): string {
  return text.replace(/[^\s.=]+/g, (part) => redactWord(part, mappings, {hyphenated: true}));
}

/** The second word is the name of the host. */
function redactUname(text: string, mappings: Mappings): string {
  const [, system = '', host = '', rest = ''] = /^(\S* )?(\S*)([\s\S]*)$/.exec(text) ?? [];
  return (
    redactText(system, mappings) +
    (host === '' ? '' : mappings.names.map('host', host)) +
    redactText(rest, mappings)
  );
}

/** The metrics of kube-proxy, and of the client in it; what the Go runtime measures is of no use, and not asked for. */
const METRIC = /^(?:# TYPE )?((?:kubeproxy_|process_|rest_client_|kubernetes_build_info)\w*)/;

function redactMetrics(text: string, mappings: Mappings): string {
  const lines = text.split('\n').filter((line) => {
    const name = METRIC.exec(line)?.[1];
    return line === '' || (name !== undefined && isWords(name));
  });
  return table(lines.join('\n'), mappings);
}

/** A document: its keys are those of kube-proxy or of the capture, and numbers and switches stay. */
function redactJson(text: string, mappings: Mappings): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return redactText(text, mappings);
  }
  return `${JSON.stringify(redactValue(json, mappings), null, text.includes('\n') ? 1 : 0)}${text.endsWith('\n') ? '\n' : ''}`;
}

function redactValue(value: unknown, mappings: Mappings): unknown {
  if (typeof value === 'string') return redactText(value, mappings);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, mappings));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value as JsonObject).map(([key, field]) => [
    redactText(key, mappings),
    /^hostnameoverride$/i.test(key) && typeof field === 'string'
      ? redactName(field, mappings)
      : redactValue(field, mappings),
  ]);
  return Object.fromEntries(fields);
}
