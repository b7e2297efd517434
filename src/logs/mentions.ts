import {addressesOf, type EndpointSlice, type Service} from '../model/index.ts';

/** Whether a text speaks of Services: their names, their addresses and node ports, or their endpoints. */
export type Mentions = (text: string) => boolean;

/** More alternatives make one regular expression too large; lines are looked through once for each so many. */
const CHUNK = 500;

/** Looks for Services in log lines; the slices are those of all Services, as they are now. */
export function createMentions(services: readonly Service[], slices: readonly EndpointSlice[]): Mentions {
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const own = slices.filter(({namespace, serviceName}) => names.has(`${namespace}/${serviceName}`));
  const patterns = [
    ...[...names].map(namePattern),
    ...own.map(({namespace, name}) => namePattern(`${namespace}/${name}`)),
    ...unique(services.flatMap(addressesOf)).map(addressPattern),
    ...unique(own.flatMap(({endpoints}) => endpoints.map(({address}) => address))).map(addressPattern),
    ...unique(services.flatMap(portsOf)).map(portPattern),
  ];
  const expressions: RegExp[] = [];
  for (let start = 0; start < patterns.length; start += CHUNK)
    expressions.push(new RegExp(patterns.slice(start, start + CHUNK).join('|')));
  return (text) => expressions.some((expression) => expression.test(text));
}

function unique<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items)];
}

/** Node ports and the health check's: they are the node's, so no other Service has them. */
function portsOf({ports, healthCheckNodePort}: Service): readonly number[] {
  return [...ports.map(({nodePort}) => nodePort), healthCheckNodePort].filter((port) => port > 0);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Not as a part of a longer name. */
function namePattern(name: string): string {
  return `(?<![\\w./-])${escaped(name)}(?![\\w/-]|\\.\\w)`;
}

/** Not as a part of another address. A port may follow, also an IPv6 address without brackets: then a protocol does. */
function addressPattern(address: string): string {
  const behind = address.includes(':') ? '(?![\\w.])(?!:(?!\\d+/))' : '(?!\\d|\\.\\d)';
  return `(?<![\\w.:])${escaped(address)}${behind}`;
}

function portPattern(port: number): string {
  return `(?<=[pP]ort=["]?|[\\d\\]]:)${port}(?![\\w.])`;
}
