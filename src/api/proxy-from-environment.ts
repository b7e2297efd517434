import {canonicalAddress, cidrContains, isLoopback, parseCidr} from '../model/index.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY in upper or lower case, by the rules of Go
 * (`golang.org/x/net/http/httpproxy`): the local machine is never reached through a proxy.
 */
export function proxyFromEnvironment(server: string, variables: Variables): string | undefined {
  const url = new URL(server);
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variable(variables, name);
  if (!proxy || goesDirect(url, variable(variables, 'NO_PROXY'))) return undefined;
  return /^[a-z0-9+.-]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function variable(variables: Variables, name: string): string {
  return variables[name] || variables[name.toLowerCase()] || '';
}

function goesDirect(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const address = canonicalAddress(host);
  if (host === 'localhost' || (address !== undefined && isLoopback(address))) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const entries = noProxy.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry !== '' && matches(entry, {host, address, port}));
}

interface Target {
  readonly host: string;
  readonly address: string | undefined;
  readonly port: string;
}

function matches(entry: string, {host, address, port}: Target): boolean {
  if (entry === '*') return true;
  const cidr = parseCidr(entry);
  if (cidr) return address !== undefined && cidrContains(cidr, address);
  const [name, wantedPort] = splitPort(entry);
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const wanted = canonicalAddress(name);
  if (wanted !== undefined) return wanted === address;
  const domain = name.replace(/^\*(?=\.)/, '');
  if (domain.startsWith('.')) return host.endsWith(domain);
  return host === domain || host.endsWith(`.${domain}`);
}

function splitPort(entry: string): readonly [string, string | undefined] {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(entry);
  if (bracketed) return [bracketed[1] ?? '', bracketed[2]];
  const named = /^([^:]*):(\d+)$/.exec(entry);
  return named ? [named[1] ?? '', named[2]] : [entry, undefined];
}
