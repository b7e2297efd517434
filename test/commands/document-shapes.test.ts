import {expect, test} from '@jest/globals';
import {recording} from '../support/program.ts';
import {run} from '../support/run.ts';

/** Every value of these keys, with the path to it. */
function* valuesOf(
  value: unknown,
  keys: ReadonlySet<string>,
  path = '',
): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? path : `${path}.${key}`;
    if (keys.has(key)) yield [place, inner];
    yield* valuesOf(inner, keys, place);
  }
}

const SOCKET = {address: expect.any(String), port: expect.any(Number)};

test.each([
  ['tampered', ['diff']],
  ['stale-backends', ['diff']],
  ['iptables-tampered.tar.gz', ['diff']],
  ['nftables-tampered.tar.gz', ['diff']],
  ['healthy', ['diff', '--against', recording('tampered')]],
  ['tampered', ['status', 'svc/web', '-n', 'shop']],
  ['tampered', ['status', 'node/node1']],
  ['stale-backends', ['trace', 'svc/web', '-n', 'shop']],
] as const)('%s, %j: a real server has an address and a port, in whatever document', async (name, words) => {
  const {stdout} = await run([...words, '--from', recording(name), '-o', 'json']);
  const documents = words[0] === 'trace' ? stdout.trimEnd().split('\n') : [stdout];
  const found = documents.flatMap((document) => [
    ...valuesOf(JSON.parse(document), new Set(['realServer', 'realServers', 'virtualServer'])),
  ]);
  expect(found.length).toBeGreaterThan(0);
  for (const [path, value] of found) {
    const listed = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    // How many there are, and how many there should be, have the same name in the plural.
    const things = listed.filter((one) => one !== null && typeof one !== 'number' && !isCount(one));
    for (const thing of things) {
      const isMark = path.endsWith('virtualServer') && Object.hasOwn(thing as object, 'firewallMark');
      if (!isMark) expect([path, thing]).toEqual([path, expect.objectContaining(SOCKET)]);
    }
  }
});

function isCount(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'expected' in value && 'actual' in value;
}

test('the level of a log line is in the words of the flag', async () => {
  const {stdout} = await run(['logs', '--from', recording('broken-proxy-no-ipset'), '-o', 'json']);
  const levels = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as {level: string}).level);
  expect([...new Set(levels)].sort()).toEqual(expect.arrayContaining(['error', 'info']));
  for (const level of levels) expect(['fatal', 'error', 'warning', 'info', '']).toContain(level);
});
