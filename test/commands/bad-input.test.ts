import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import tar from 'tar-stream';
import {type ProgramResult, recording} from '../support/program.ts';
import {run} from '../support/run.ts';
import {type SnapshotCopy, withSnapshot} from '../support/snapshot-copy.ts';

/** One clear sentence on standard error, a remedy, exit 2, no stack trace, nothing on standard output. */
function expectRefusal({exitCode, stdout, stderr}: ProgramResult, message: RegExp): void {
  const [first = '', second = ''] = stderr.split('\n');
  expect(first).toMatch(message);
  expect(first).toMatch(/^error: /);
  expect(second).not.toBe('');
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
}

describe('wrong calls', () => {
  test.each([
    ['an unknown command', ['dif'], /there is no command dif/, 'did you mean diff?'],
    ['an unknown flag', ['diff', '--form', 'x'], /unknown flag --form/, 'did you mean --from?'],
    ['an unknown short flag', ['diff', '-x'], /unknown flag -x/, '--help'],
    ['a flag without its value', ['diff', '--from'], /--from needs a value/, '--help'],
    [
      'a wrong format',
      ['diff', '--from', recording('healthy'), '-o', 'xml'],
      /--output cannot be xml/,
      'table, wide, json, yaml',
    ],
    [
      'a target that is no Service',
      ['diff', 'pod/web', '--from', recording('healthy')],
      /pod\/web is not a Service/,
      'svc/NAME',
    ],
    [
      'a Service in another namespace',
      ['diff', 'svc/web', '--from', recording('healthy')],
      /no Service web in namespace default/,
      'add -n shop',
    ],
    [
      'a mistyped Service',
      ['diff', 'svc/stiky', '-n', 'shop', '--from', recording('healthy')],
      /no Service stiky/,
      'did you mean sticky',
    ],
    [
      'a selector that matches nothing',
      ['diff', '-l', 'app=none', '--from', recording('healthy')],
      /no Service matches/,
      '--show-labels',
    ],
    [
      'a selector that is none',
      ['diff', '-l', 'a=b=c', '--from', recording('healthy')],
      /not a label selector/,
      'app=web',
    ],
    [
      'a mistyped node',
      ['diff', '--node', 'node3', '--from', recording('healthy')],
      /there is no node node3/,
      'did you mean node1 or node2?',
    ],
    [
      'a node selector that matches nothing',
      ['diff', '--node-selector', 'a=b', '--from', recording('healthy')],
      /no node matches/,
      '--node',
    ],
    ['an unknown catalogue code', ['explain', 'IPVS999'], /no entry IPVS999/, 'did you mean IPVS0'],
  ])('%s', async (_, words, message, remedy) => {
    const result = await run(words);
    expectRefusal(result, message);
    expect(result.stderr).toContain(remedy);
  });
});

describe('snapshots that are none', () => {
  test('nothing at the path', async () => {
    expectRefusal(await run(['diff', '--from', 'no/such/place']), /no snapshot at no\/such\/place/);
  });

  test('a directory without metadata.json', async () => {
    expectRefusal(await run(['diff', '--from', 'test']), /is not a snapshot: it contains no metadata\.json/);
  });

  test('a file that is no archive', async () => {
    expectRefusal(
      await run(['diff', '--from', 'package.json']),
      /neither a directory nor a gzip-compressed tar/,
    );
  });

  const damages: readonly (readonly [string, RegExp, (snapshot: SnapshotCopy) => Promise<void>])[] = [
    ['empty metadata', /metadata\.json is not valid JSON: it is empty/, (s) => s.write('metadata.json', '')],
    ['invalid metadata', /metadata\.json is not valid JSON/, (s) => s.write('metadata.json', '{"kind":')],
    [
      'metadata of another kind',
      /does not describe a Snapshot/,
      (s) => s.write('metadata.json', '{"kind":"Pod"}'),
    ],
    [
      'a newer layout',
      /layout kubectl-ipvs\/v2, but this program supports up to/,
      (s) => s.edit('metadata.json', (t) => t.replace('/v1', '/v2')),
    ],
    [
      'a node name that leads out',
      /names a node "\.\.\/x"/,
      (s) => s.edit('metadata.json', (t) => t.replace('"node1"', '"../x"')),
    ],
    ['no Services', /no cluster\/services\.json/, (s) => s.remove('cluster/services.json')],
    [
      'truncated Services',
      /services\.json is not valid JSON/,
      (s) => s.edit('cluster/services.json', (t) => t.slice(0, 9000)),
    ],
    [
      'binary Services',
      /services\.json is not valid JSON/,
      (s) => s.write('cluster/services.json', Buffer.from([0, 255, 1, 2])),
    ],
    [
      'empty slices',
      /endpointslices\.json is not valid JSON: it is empty/,
      (s) => s.write('cluster/endpointslices.json', ''),
    ],
    [
      'slices in place of Services',
      /services\.json: kind should be ServiceList or List/,
      async (s) => s.write('cluster/services.json', await s.read('cluster/endpointslices.json')),
    ],
    [
      'a list without items',
      /items should be a list, but is missing/,
      (s) => s.write('cluster/services.json', '{"kind":"ServiceList"}'),
    ],
    [
      'a Service whose ports are a text',
      /item 1 \(default\/kubernetes\): spec\.ports should be a list, but is "80"/,
      (s) => s.edit('cluster/services.json', (t) => replacePorts(t)),
    ],
  ];

  test.each(damages)('%s', async (_, message, damage) => {
    await withSnapshot('healthy', async (snapshot) => {
      await damage(snapshot);
      expectRefusal(await run(['diff', '--from', snapshot.path]), message);
    });
  });
});

function replacePorts(text: string): string {
  const list = JSON.parse(text) as {items: {spec: {ports: unknown}}[]};
  const [first] = list.items;
  if (first) first.spec.ports = '80';
  return JSON.stringify(list);
}

describe('archives', () => {
  async function withArchive(content: Buffer, use: (file: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-test-'));
    try {
      const file = path.join(folder, 'snapshot.tar.gz');
      await writeFile(file, content);
      await use(file);
    } finally {
      await rm(folder, {recursive: true, force: true});
    }
  }

  async function archiveOf(name: string): Promise<Buffer> {
    const pack = tar.pack();
    pack.entry({name}, 'x');
    pack.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of pack as AsyncIterable<unknown>) chunks.push(chunk as Buffer);
    return gzipSync(Buffer.concat(chunks));
  }

  test.each(['/etc/passwd', '../outside', 'snapshot/../../outside'])(
    'an unsafe path is refused: %s',
    async (name) => {
      await withArchive(await archiveOf(name), async (file) => {
        expectRefusal(
          await run(['diff', '--from', file]),
          /was refused: it contains a file with an unsafe path/,
        );
      });
    },
  );

  test('an archive that is cut short', async () => {
    const whole = await readFile(recording('large.tar.gz'));
    await withArchive(whole.subarray(0, whole.length / 2), async (file) => {
      expectRefusal(await run(['diff', '--from', file]), /cannot be read to its end/);
    });
  });
});
