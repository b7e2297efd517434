import type {Mappings} from './mappings.ts';
import {redactAddress} from './redact-addresses.ts';
import {REDACTED, redactName, redactWord} from './redact-word.ts';

/** Parts of a path of the API behind which a name stands. */
const COLLECTION =
  /^(?:namespaces|nodes|pods|services|endpoints|endpointslices|configmaps|secrets|serviceaccounts|events|daemonsets|leases|proxy)$/;

/** Parameters of requests whose values tell nothing. */
const PLAIN_PARAMETER =
  /^(?:allowWatchBookmarks|continue|limit|resourceVersion|resourceVersionMatch|sendInitialEvents|timeout|timeoutSeconds|watch|pretty|fieldManager|follow|tailLines)$/;

/** An address of the web: user and password are dropped, host and names in the path are replaced, parameters are dropped unless they tell nothing. */
export function redactUrl(url: string, mappings: Mappings): string {
  const [, scheme = '', authority = '', path = '', query] =
    /^([^:]*:\/\/)([^/?#]*)([^?#]*)(.*)$/.exec(url) ?? [];
  // A container runtime with its version, or the id of a container.
  if (/^(?:containerd|cri-o|docker):\/\/$/.test(scheme)) return scheme + redactWord(authority, mappings);
  const schemeText = redactWord(scheme.slice(0, -3), mappings, {hyphenated: true});
  return `${schemeText}://${redactAuthority(authority, mappings)}${redactPath(path, mappings)}${redactQuery(query ?? '')}`;
}

function redactAuthority(authority: string, mappings: Mappings): string {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : `${REDACTED}@`;
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(.*)$/.exec(authority.slice(at + 1)) ?? [];
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const address = redactAddress(bare, mappings.addresses);
  const shown = address ?? (bare === '' ? '' : redactHost(bare, mappings));
  const plainPort = /^(?::\d{0,5})?$/.test(port) ? port : `:${REDACTED}`;
  return user + (host.startsWith('[') ? `[${shown}]` : shown) + plainPort;
}

function redactHost(host: string, mappings: Mappings): string {
  return /^[\w.-]+$/.test(host) ? redactName(host, mappings) : mappings.names.map('host', host);
}

function redactPath(path: string, mappings: Mappings): string {
  const parts = path.split('/');
  return parts
    .map((part, index) => {
      if (part === '') return part;
      if (!/^[\w.:-]+$/.test(part)) return REDACTED;
      return COLLECTION.test(parts[index - 1] ?? '')
        ? redactName(part, mappings)
        : redactWord(part, mappings);
    })
    .join('/');
}

/** The first parameters of a request are the most that anybody asks for; a fragment is dropped. */
function redactQuery(query: string): string {
  if (!query.startsWith('?')) return '';
  const pairs = query
    .slice(1)
    .replace(/#.*/, '')
    .split('&')
    .map((pair) => {
      const [key = '', value = ''] = pair.split('=', 2);
      if (!PLAIN_PARAMETER.test(key)) return REDACTED;
      return `${key}=${/^(?:\d{1,12}|true|false|\d+[smh](?:\d+[smh])*)$/.test(value) ? value : REDACTED}`;
    });
  return `?${pairs.join('&')}`;
}
