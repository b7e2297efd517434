import {
  type ConnectionSums,
  type PlainServers,
  plainVirtualServer,
  type RealServer,
  type TableSource,
  type VirtualServer,
} from '../../model/index.ts';
import {newScanner, type Scanner, scanEndpoint} from './scanner.ts';
import {newDraft, type OpenVirtualServer, type TableDraft} from './table-draft.ts';

/** How one source writes real servers that are as kube-proxy makes them: regular expressions find them fastest. */
export interface PlainText {
  /** All real servers of one virtual server, sticky. Addresses of IPv6 need not be canonical, all else must be. */
  readonly block: RegExp;
  /** Their keys in a block, global. */
  readonly keys: RegExp;
  /** What the line of the next virtual server begins with. */
  readonly next: readonly string[];
  /** The block as it must be, where each line names its virtual server. */
  readonly print?: (name: string, keys: readonly string[]) => string;
  /** Undefined where the source counts no connections. */
  readonly connections?: (block: string) => ConnectionSums;
}

const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const PORT = String.raw`(?:[1-5]?\d{4}|[1-9]\d{0,3}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]|0)`;

/** `10.0.0.1:80`, canonical, or `[fd00::1]:80`, in any form: for {@link PlainText.block}. */
export const PLAIN_ENDPOINT = String.raw`(?:${BYTE}\.${BYTE}\.${BYTE}\.${BYTE}|\[[0-9a-f:]+\]):${PORT}(?!\d)`;

/** What of a source's format is needed to read them. */
interface PlainFormat {
  readonly source: TableSource;
  readonly plain?: PlainText;
  readonly scanRealServer: (open: OpenVirtualServer, scanner: Scanner) => boolean;
  readonly scanVirtualServer?: (draft: TableDraft, scanner: Scanner) => boolean;
}

/**
 * Takes the real servers of the virtual server that was just read, if all of them are plain, and moves the scanner past
 * them. Else it stays, and they are read one by one.
 */
export function takePlainServers(format: PlainFormat, draft: TableDraft, scanner: Scanner): void {
  const {open, virtualServers} = draft;
  const server = open && virtualServers.get(open.key);
  if (!format.plain || !open || server?.realServers !== open.realServers) return;
  const {text, at: start} = scanner;
  const end = endOfPlain(format.plain, text, start);
  if (end < 0) return;
  const block = text.slice(start, end);
  const keys = plainKeys(format.plain, block);
  if (!keys || (format.plain.print && format.plain.print(open.name, keys) !== block)) return;
  const expand = () => expandServers(format, {key: open.key, name: open.name, block});
  virtualServers.set(open.key, plainVirtualServer(server, serversOf(format.plain, keys, block), expand));
  scanner.at = end;
}

interface Known {
  readonly open: OpenVirtualServer;
  readonly server: VirtualServer;
}

/**
 * Virtual servers with plain real servers that were read before, by their text: most nodes of a cluster hold the same ones,
 * and what is not read again need not be compared again. Only of the source that tells nothing but what is programmed. They
 * are read from copies of their text, as a part of a text keeps all of it in memory.
 */
const known = new Map<string, Known>();

/** Several times what a cluster may have; then it begins anew. */
const MOST_KNOWN = 50_000;

/**
 * Takes a virtual server that was read before with the same real servers, or one to be known from now on; false, and nothing is
 * taken, if it is not plain.
 */
export function takeKnownServer(format: PlainFormat, draft: TableDraft, scanner: Scanner): boolean {
  const [begin = ''] = format.plain?.print ? format.plain.next : [];
  const {text, at} = scanner;
  if (begin === '' || !text.startsWith(begin, at)) return false;
  const next = text.indexOf(`\n${begin}`, at);
  const end = next < 0 ? text.length : next + 1;
  const lines = text.slice(at, end);
  const found = known.get(lines) ?? learn(format, Buffer.from(lines).toString());
  if (!found || draft.virtualServers.has(found.open.key)) return false;
  draft.virtualServers.set(found.open.key, found.server);
  draft.open = found.open;
  scanner.at = end;
  return true;
}

function learn(format: PlainFormat, lines: string): Known | undefined {
  const draft = newDraft(format.source);
  const scanner = newScanner(lines);
  if (!format.scanVirtualServer?.(draft, scanner)) return undefined;
  takePlainServers(format, draft, scanner);
  const {open} = draft;
  const server = open && draft.virtualServers.get(open.key);
  if (!open || !server || scanner.at < lines.length) return undefined;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(lines, {open, server});
  return {open, server};
}

function endOfPlain({block, next}: PlainText, text: string, start: number): number {
  block.lastIndex = start;
  if (!block.test(text)) return -1;
  const end = block.lastIndex;
  // A blank line, say, does not end a virtual server.
  return end === text.length || next.some((begin) => text.startsWith(begin, end)) ? end : -1;
}

/** Undefined if a key is there twice, or not canonical. */
function plainKeys({keys: pattern}: PlainText, block: string): readonly string[] | undefined {
  const keys = block.match(pattern) ?? [];
  if (new Set(keys).size < keys.length) return undefined;
  return keys.every((key) => !key.startsWith('[') || isCanonical(key)) ? keys : undefined;
}

function isCanonical(key: string): boolean {
  const scanner = newScanner(key);
  return scanEndpoint(scanner) >= 0 && scanner.at === key.length;
}

function serversOf({connections}: PlainText, keys: readonly string[], block: string): PlainServers {
  let sums: ConnectionSums | undefined;
  return {
    keys,
    connections: () => {
      sums ??= connections?.(block);
      return sums;
    },
  };
}

function expandServers(
  {scanRealServer, source}: PlainFormat,
  {key, name, block}: {readonly key: string; readonly name: string; readonly block: string},
): ReadonlyMap<string, RealServer> {
  const open = {key, name, realServers: new Map<string, RealServer>()};
  const scanner = newScanner(block);
  while (scanner.at < block.length) {
    if (!scanRealServer(open, scanner)) throw new Error(`${source} was read as plain real servers`);
  }
  return open.realServers;
}
