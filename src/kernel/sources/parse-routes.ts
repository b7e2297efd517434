import {canonicalAddress, type IpFamily, type Parsed, parseCidr, type Route} from '../../model/index.ts';
import {conclude, openSource, reportLine, type SourceText} from './source-text.ts';

/** Types that `ip route` prints before the destination; of plain routes it prints none (iproute2 `ip/rtm_map.c`). */
const TYPES: ReadonlySet<string> = new Set([
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'unreachable',
  'blackhole',
  'prohibit',
  'throw',
  'nat',
  'unicast',
]);

const ANYWHERE: Readonly<Record<IpFamily, string>> = {IPv4: '0.0.0.0/0', IPv6: '::/0'};

/**
 * The routes from `ip route show table all` of both families, in its order (iproute2 `ip/iproute.c`, `print_route`). A
 * default route tells its family by its gateway or by the routes around it: those of IPv4 come first.
 */
export function parseRoutes(text: string): Parsed<readonly Route[]> {
  const opened = openSource('routes.txt', text);
  const routes: Route[] = [];
  const six = opened.lines.findIndex((line) => /^(?:\w+ )?[0-9a-f:]*:[0-9a-f:]*(?:[/ ]|$)/.test(line));
  for (let index = 0; index < opened.lines.length; index++) {
    if (isNextHop(opened, index)) continue;
    const family = six >= 0 && index > six ? 'IPv6' : 'IPv4';
    const route = readRoute(`${opened.lines[index] ?? ''} ${firstNextHop(opened, index)}`, family);
    if (route) routes.push(route);
    else reportLine(opened, index, 'a route');
  }
  return conclude(opened, routes);
}

/** Of a route with several next hops each stands on a line of its own. */
function isNextHop({lines}: SourceText, index: number): boolean {
  return /^\s+nexthop /.test(lines[index] ?? '');
}

function firstNextHop(text: SourceText, index: number): string {
  return isNextHop(text, index + 1) ? (text.lines[index + 1] ?? '').trim() : '';
}

function readRoute(line: string, around: IpFamily): Route | undefined {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const type = TYPES.has(words[0] ?? '') ? (words.shift() ?? '') : 'unicast';
  const [target = '', ...rest] = words;
  const after = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest[at + 1];
  };
  const via = gateway(rest);
  const family = via?.includes(':') ? 'IPv6' : around;
  const destination = parseCidr(networkText(target, family));
  if (!destination) return undefined;
  return {
    type,
    destination,
    table: after('table') ?? 'main',
    via,
    device: after('dev'),
    metric: Number(after('metric') ?? 0),
  };
}

/** `via 10.0.0.1`, or `via inet6 fe80::1` where the gateway is of the other family. */
function gateway(words: readonly string[]): string | undefined {
  const at = words.indexOf('via');
  if (at < 0) return undefined;
  const next = words[at + 1] ?? '';
  return canonicalAddress(next === 'inet6' || next === 'inet' ? (words[at + 2] ?? '') : next);
}

function networkText(target: string, family: IpFamily): string {
  if (target === 'default') return ANYWHERE[family];
  if (target.includes('/')) return target;
  return `${target}/${target.includes(':') ? 128 : 32}`;
}
