import {type ConntrackEntry, canonicalAddress, type Parsed, type SocketAddress} from '../../model/index.ts';
import {conclude, openSource, reportLine} from './source-text.ts';

/** libnetfilter_conntrack `src/conntrack/snprintf_default.c`: protocol, number, timeout, perhaps a state, then both tuples. */
const ROW = /^(?:ipv[46] +\d+ +)?(\w+) +\d+ +(?:(\d+) +)?(?:([A-Z][A-Z0-9_]*) +)?(?=\S+=)/;
const FIELD = /\b(src|dst|sport|dport)=(\S+)/g;

/**
 * The entries of `conntrack -L`, in its order: those with ports, which are what IPVS balances. Others (ICMP and so on)
 * are skipped.
 */
export function parseConntrack(text: string): Parsed<readonly ConntrackEntry[]> {
  const opened = openSource('conntrack.txt', text);
  const entries: ConntrackEntry[] = [];
  for (const [index, line] of opened.lines.entries()) {
    const match = ROW.exec(line);
    if (!match) {
      reportLine(opened, index, 'an entry of the connection tracking');
      continue;
    }
    const [, protocol = '', , state = ''] = match;
    const tuples = readTuples(line);
    if (tuples) entries.push({protocol: protocol.toUpperCase(), state, ...tuples});
  }
  return conclude(opened, entries);
}

type Tuples = Pick<ConntrackEntry, 'original' | 'reply'>;

function readTuples(line: string): Tuples | undefined {
  const fields = [...line.matchAll(FIELD)].map(([, name, value]) => ({name, value: value ?? ''}));
  if (fields.length < 8 || fields.filter(({name}) => name === 'sport').length !== 2) return undefined;
  const half = (from: number) => {
    const value = (name: string) =>
      fields.slice(from, from + 4).find((field) => field.name === name)?.value ?? '';
    const source = socketAddress(value('src'), value('sport'));
    const destination = socketAddress(value('dst'), value('dport'));
    return source && destination && {source, destination};
  };
  const original = half(0);
  const reply = half(4);
  return original && reply && {original, reply};
}

function socketAddress(address: string, port: string): SocketAddress | undefined {
  const canonical = canonicalAddress(address);
  return canonical === undefined ? undefined : {address: canonical, port: Number(port)};
}
