import {createHash} from 'node:crypto';
import type {Assumption, CaptureFocus, CaptureSource} from '../model/index.ts';

/** The digests of what is expected, as the capture script takes them. */
export function assumptionWords({services, nodePorts, bound, ipSets}: Assumption): string {
  const parts: (readonly [string, readonly string[]])[] = [
    ['services', services],
    ['node4', nodePorts.IPv4],
    ['node6', nodePorts.IPv6],
    ['bound', bound],
    ...[...ipSets].map(([name, lines]) => [`set/${name}`, lines] as const),
  ];
  return parts.map(([name, lines]) => `${name}=${digestOf(lines)}`).join(' ');
}

const digests = new WeakMap<readonly string[], string>();

/** The SHA-256 of the lines as `LC_ALL=C sort` puts them. */
function digestOf(lines: readonly string[]): string {
  const known = digests.get(lines);
  if (known !== undefined) return known;
  const text = [...lines, ''].sort().join('\n').slice(1);
  const digest = createHash('sha256')
    .update(lines.length === 0 ? '' : `${text}\n`)
    .digest('hex');
  digests.set(lines, digest);
  return digest;
}

/** What is expected of nodes, where equal lines of different nodes are kept once: most nodes hold the same long table. */
export function sharingLines(
  assume: (node: string) => Assumption | undefined,
): (node: string) => Assumption | undefined {
  const known = new Map<number, (readonly string[])[]>();
  const share = (lines: readonly string[]): readonly string[] => {
    const alike = known.get(lines.length) ?? [];
    known.set(lines.length, alike);
    const shared = alike.find((others) => lines.every((line, index) => line === others[index]));
    if (shared) return shared;
    alike.push(lines);
    return lines;
  };
  return (node) => {
    const assumption = assume(node);
    if (!assumption) return undefined;
    const {services, nodePorts, bound, ipSets} = assumption;
    return {
      services: share(services),
      nodePorts: {IPv4: share(nodePorts.IPv4), IPv6: share(nodePorts.IPv6)},
      bound: share(bound),
      ipSets: new Map([...ipSets].map(([name, lines]) => [name, share(lines)])),
    };
  };
}

/** What is expected of one node stands for all: a node that differs sends what it has, which costs time, nothing else. */
export function likeNode(focus: CaptureFocus | undefined, node: string): CaptureFocus | undefined {
  const assumption = focus?.assume?.(node);
  return focus?.assume ? {...focus, assume: () => assumption} : focus;
}

const MARK = /^# assumed (\S+)(?: (\S+))?$/;

/** The texts that can hold marks. */
const SOURCES: readonly CaptureSource[] = ['ipvsadm-save.txt', 'addresses.txt', 'ipset-save.txt'];

/**
 * Puts the lines in the place of the marks that stand for them. Undefined if a mark stands for something that was not
 * expected.
 */
export function expandAssumed(
  texts: Readonly<Partial<Record<CaptureSource, string>>>,
  assumption: Assumption,
): Partial<Record<CaptureSource, string>> | undefined {
  const expanded: Partial<Record<CaptureSource, string>> = {...texts};
  for (const source of SOURCES) {
    const text = texts[source];
    if (text === undefined || !text.includes('# assumed ')) continue;
    const whole = expandText(text, assumption);
    if (whole === undefined) return undefined;
    expanded[source] = whole;
  }
  return expanded;
}

function expandText(text: string, assumption: Assumption): string | undefined {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, address = ''] = MARK.exec(line) ?? [];
    const assumed = name === undefined ? [line] : assumedLines(name, address, assumption);
    if (!assumed) return undefined;
    for (const one of assumed) lines.push(one);
  }
  return lines.join('\n');
}

function assumedLines(
  name: string,
  address: string,
  {services, nodePorts, bound, ipSets}: Assumption,
): readonly string[] | undefined {
  if (name === 'services') return services;
  if (name === 'node4') return nodePorts.IPv4.map((line) => line.replace('node:', `${address}:`));
  if (name === 'node6') return nodePorts.IPv6.map((line) => line.replace('node:', `[${address}]:`));
  if (name === 'bound') return bound.map(boundLine);
  return name.startsWith('set/') ? ipSets.get(name.slice('set/'.length)) : undefined;
}

function boundLine(address: string): string {
  const [family, prefix] = address.includes(':') ? ['inet6', 128] : ['inet', 32];
  return String.raw`0: kube-ipvs0    ${family} ${address}/${prefix} scope global kube-ipvs0\       valid_lft forever preferred_lft forever`;
}
