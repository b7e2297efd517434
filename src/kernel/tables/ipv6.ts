const GROUPS = 8;
const DOTTED_TAIL = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * The text of an IPv6 address as RFC 5952 writes it. Unlike `canonicalAddress` it keeps an IPv4 address mapped into
 * IPv6 apart from the IPv4 address: in the kernel they name two virtual servers. Undefined if the text is not an address.
 */
export function canonicalIpv6(text: string): string | undefined {
  const groups = readGroups(text.includes('.') ? withoutDottedTail(text) : text);
  return groups && formatIpv6(groups);
}

/** inet_ntop(3), which ipvsadm prints with, writes `::10.0.0.1` and `::ffff:10.0.0.1`. */
function withoutDottedTail(text: string): string {
  const match = DOTTED_TAIL.exec(text);
  if (!match) return '';
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(2).map(Number);
  return Math.max(a, b, c, d) > 255 ? '' : `${match[1]}${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
}

function readGroups(text: string): readonly number[] | undefined {
  const gap = text.indexOf('::');
  const head = readRun(gap < 0 ? text : text.slice(0, gap));
  const tail = readRun(gap < 0 ? '' : text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const missing = GROUPS - head.length - tail.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  for (let zero = 0; zero < missing; zero++) head.push(0);
  return head.concat(tail);
}

/** Groups of one to four hexadecimal digits between colons; undefined if there is anything else. */
function readRun(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}

/** Eight 16-bit groups as RFC 5952 writes them: lower case, the first of the longest runs of zeros as `::`. */
export function formatIpv6(groups: readonly number[]): string {
  const gap = longestZeros(groups);
  if (gap.length < 2) return formatRun(groups, 0, GROUPS);
  return `${formatRun(groups, 0, gap.start)}::${formatRun(groups, gap.start + gap.length, GROUPS)}`;
}

function longestZeros(groups: readonly number[]): {readonly start: number; readonly length: number} {
  let best = {start: 0, length: 0};
  for (let at = 0; at < GROUPS; at++) {
    const start = at;
    while (groups[at] === 0) at++;
    if (at - start > best.length) best = {start, length: at - start};
  }
  return best;
}

function formatRun(groups: readonly number[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += at === from ? hex(groups[at] ?? 0) : `:${hex(groups[at] ?? 0)}`;
  return text;
}

function hex(group: number): string {
  return group.toString(16);
}
