import type {CaptureSource} from '../../model/index.ts';
import {redactAddresses, redactHexAddress} from './redact-addresses.ts';
import {redactNftables} from './redact-nftables.ts';
import {type Mappings, redactText} from './redact-text.ts';

type RedactSource = (text: string, mappings: Mappings) => string;

/** Tables of the kernel: they hold addresses, but no names. */
const addressesOnly: RedactSource = (text, {addresses}) => redactAddresses(text, addresses);

/** How each text of a node is redacted; nothing is written that is not named here. */
const SOURCES: Readonly<Record<CaptureSource, RedactSource>> = {
  'ipvsadm-save.txt': addressesOnly,
  'ipvsadm-list.txt': addressesOnly,
  'ipvsadm-stats.txt': addressesOnly,
  'ipvsadm-rate.txt': addressesOnly,
  'ipvsadm-connections.txt': addressesOnly,
  'ipvsadm-timeouts.txt': addressesOnly,
  'ipvsadm-persistent.txt': addressesOnly,
  'proc-net-ip_vs.txt': (text, mappings) =>
    addressesOnly(text, mappings).replace(/\b([0-9A-F]{8})(?=:[0-9A-F]{4}\b)/g, (digits) =>
      redactHexAddress(digits, mappings.addresses),
    ),
  'proc-net-ip_vs_conn.txt': redactConnections,
  'proc-net-ip_vs_stats.txt': addressesOnly,
  'addresses.txt': addressesOnly,
  'ipset-save.txt': redactRules,
  'iptables-save.txt': redactRules,
  'ip6tables-save.txt': redactRules,
  'nft-ip-kube-proxy.json': redactNftables,
  'nft-ip6-kube-proxy.json': redactNftables,
  'conntrack.txt': addressesOnly,
  'conntrack-stats.txt': addressesOnly,
  'routes.txt': addressesOnly,
  'modules.txt': addressesOnly,
  'sysctl.txt': addressesOnly,
  'kube-proxy.log': redactText,
  'kube-proxy-previous.log': redactText,
  'kube-proxy-metrics.txt': redactMetrics,
  'kube-proxy-configz.json': redactSettings,
  'kube-proxy-mode.txt': addressesOnly,
  'kube-proxy-healthz.json': addressesOnly,
  'kube-proxy-livez.json': addressesOnly,
  'uname.txt': (text, {names}) =>
    text.replace(/^(\S+ )(\S+)/, (_, system: string, host: string) => system + names.map('host', host)),
  'nft-version.txt': (text) => text,
  'versions.txt': (text) => text,
  'capture.json': redactRecord,
};

/** The text of a node without names and addresses. */
export function redactNodeText(source: CaptureSource, text: string, mappings: Mappings): string {
  return SOURCES[source](text, mappings);
}

const HEX_COLUMNS =
  /^(\S+ )([0-9A-F]{8})( [0-9A-F]{4} )([0-9A-F]{8})( [0-9A-F]{4} )([0-9A-F]{8})( [0-9A-F]{4} )/gm;

/** The data of a persistence engine, such as a call's id, is in the last columns and dropped. */
function redactConnections(text: string, mappings: Mappings): string {
  const {addresses} = mappings;
  return addressesOnly(text, mappings)
    .replace(HEX_COLUMNS, (_, ...columns: string[]) =>
      columns
        .slice(0, 7)
        .map((column) => (/^[0-9A-F]{8}$/.test(column) ? redactHexAddress(column, addresses) : column))
        .join(''),
    )
    .replace(/^(\S+(?: \S+){7} +\d+) .*$/gm, '$1');
}

/** In rules and sets names may stand in quoted comments, and in what other programs call their chains and sets. */
function redactRules(text: string, mappings: Mappings): string {
  const {names} = mappings;
  return addressesOnly(text, mappings)
    .split('\n')
    .map((line) => {
      if (!/^(?:-A|:|-N|create|add) /.test(line)) return line;
      return line.replace(/"(?:[^"\\]|\\.)*"|(?<=[ :])[a-z][\w.:-]*[.-]\w+/g, (found) =>
        found.startsWith('"') ? redactText(found, mappings) : redactChainName(found, names),
      );
    })
    .join('\n');
}

/** Calico, for one, calls a chain `cali-pri-kns.NAMESPACE`. */
function redactChainName(chain: string, names: Mappings['names']): string {
  return chain.replace(/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/g, (part) => names.word(part) ?? part);
}

/** Labels of metrics that name the server, or hosts. */
function redactMetrics(text: string, mappings: Mappings): string {
  return addressesOnly(text, mappings).replace(
    /\b(host|url|server|node|hostname|instance)="([^"]*)"/g,
    (_, label: string, value: string) => `${label}="${redactText(value, mappings)}"`,
  );
}

function redactSettings(text: string, mappings: Mappings): string {
  return addressesOnly(text, mappings).replace(
    /("hostnameOverride"\s*:\s*")([^"]+)"/gi,
    (_, before: string, name: string) => `${before}${mappings.names.map('node', name)}"`,
  );
}

/** What failed, in the words of programs; the keys are ours. */
function redactRecord(text: string, mappings: Mappings): string {
  try {
    const redact = (value: unknown): unknown => {
      if (typeof value === 'string') return isTime(value) ? value : redactText(value, mappings);
      if (Array.isArray(value)) return value.map(redact);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, redact(field)]));
    };
    return `${JSON.stringify(redact(JSON.parse(text)), null, 1)}\n`;
  } catch {
    return redactText(text, mappings);
  }
}

function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
}
