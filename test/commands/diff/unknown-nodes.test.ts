import {describe, expect, test} from '@jest/globals';
import {run} from '../../support/run.ts';
import {type SnapshotCopy, withSnapshot} from '../../support/snapshot-copy.ts';

const TABLES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'].map(
  (name) => `nodes/node1/${name}`,
);

interface Report {
  readonly nodes: readonly {readonly name: string; readonly state: string; readonly reason: string}[];
}

/** Without its last line, so that nothing but the sources' disagreement shows it. */
function dropLastLine(text: string): string {
  return text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
}

const cases: readonly (readonly [string, RegExp, (snapshot: SnapshotCopy) => Promise<void>])[] = [
  ['no table at all', /was not captured/, (s) => s.remove(...TABLES)],
  ['no files at all', /has no files of this node/, (s) => s.remove('nodes/node1')],
  [
    'a listing cut in the middle of a line',
    /ipvsadm-list\.txt/,
    (s) => s.edit('nodes/node1/ipvsadm-list.txt', (t) => t.slice(0, 12_345)),
  ],
  [
    'saved rules cut in the middle of a line',
    /ipvsadm-save\.txt/,
    (s) => s.edit('nodes/node1/ipvsadm-save.txt', (t) => t.slice(0, 12_345)),
  ],
  ['an empty listing', /ipvsadm-list\.txt/, (s) => s.write('nodes/node1/ipvsadm-list.txt', '')],
  [
    'a binary listing',
    /ipvsadm-list\.txt/,
    (s) => s.write('nodes/node1/ipvsadm-list.txt', Buffer.from([0, 1, 2, 255, 10])),
  ],
  ['sources that do not agree', /disagree/, (s) => s.edit('nodes/node1/ipvsadm-list.txt', dropLastLine)],
  [
    'empty saved rules and nothing else',
    /empty/,
    async (s) => {
      await s.remove(...TABLES.slice(1));
      await s.write('nodes/node1/ipvsadm-save.txt', '');
    },
  ],
  [
    'IP sets cut short',
    /ipset-save\.txt/,
    (s) => s.edit('nodes/node1/ipset-save.txt', (t) => t.slice(0, 5000)),
  ],
  [
    'an empty dump of IP sets',
    /ipset-save\.txt.* is empty/,
    (s) => s.write('nodes/node1/ipset-save.txt', ''),
  ],
  [
    'an empty dump of rules',
    /iptables-save\.txt.* is empty/,
    (s) => s.write('nodes/node1/iptables-save.txt', ''),
  ],
];

test('a node in another mode is out of the count, and the rest decides', async () => {
  await withSnapshot('healthy', async (snapshot) => {
    await snapshot.write('nodes/node1/kube-proxy-mode.txt', 'nftables');
    await snapshot.remove(
      ...TABLES,
      'nodes/node1/ipset-save.txt',
      'nodes/node1/iptables-save.txt',
      'nodes/node1/ip6tables-save.txt',
    );
    await snapshot.edit('nodes/node1/addresses.txt', (text) => text.replace(/^.*kube-ipvs0.*\n/gm, ''));
    const {exitCode, stdout} = await run(['diff', '--from', snapshot.path, '-o', 'json']);
    const [first, second] = (JSON.parse(stdout) as Report).nodes;
    expect(first).toMatchObject({name: 'node1', state: 'other-mode'});
    expect(first?.reason).toMatch(/runs in nftables mode/);
    expect(second).toMatchObject({name: 'node2', state: 'in-sync', reason: ''});
    expect(exitCode).toBe(0);
    expect((await run(['diff', '--from', snapshot.path])).stdout).toContain('1 of 1 node agrees');
    for (const command of ['status', 'check'])
      expect((await run([command, '--from', snapshot.path])).exitCode).toBe(0);
  });
});

describe('a node that cannot be judged is unknown, never in sync', () => {
  test.each(cases)('%s', async (_, reason, damage) => {
    await withSnapshot('healthy', async (snapshot) => {
      await damage(snapshot);
      const {exitCode, stdout} = await run(['diff', '--from', snapshot.path, '-o', 'json']);
      const [first, second] = (JSON.parse(stdout) as Report).nodes;
      expect(first).toMatchObject({name: 'node1', state: 'unknown'});
      expect(first?.reason).toMatch(reason);
      expect(second).toMatchObject({name: 'node2', state: 'in-sync', reason: ''});
      expect(exitCode).toBe(2);
    });
  });

  test('drift elsewhere still counts: exit 1', async () => {
    await withSnapshot('tampered', async (snapshot) => {
      await snapshot.remove('nodes/node2');
      const {exitCode, stdout} = await run(['diff', '--from', snapshot.path]);
      expect(stdout).toContain('0 of 2 nodes agree with the API');
      expect(stdout).toMatch(/unknown\s+node2: the snapshot has no files of this node/);
      expect(exitCode).toBe(1);
    });
  });
});

describe('any one source of the table is enough', () => {
  test.each(TABLES)('%s alone', async (kept) => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove(...TABLES.filter((file) => file !== kept));
      const {exitCode, stdout} = await run(['diff', '--from', snapshot.path]);
      expect(stdout).toContain('2 of 2 nodes agree with the API');
      expect(exitCode).toBe(0);
    });
  });

  test('what a source does not tell is said', async () => {
    await withSnapshot('tampered', async (snapshot) => {
      await snapshot.remove(...TABLES.filter((file) => !file.includes('save')));
      await snapshot.remove('nodes/node1/ipset-save.txt');
      const {stdout} = await run(['diff', '--from', snapshot.path]);
      expect(stdout).toMatch(/node1.*: .*connection counts/);
      expect(stdout).toMatch(/node1: IP sets were not checked: ipset-save\.txt was not captured/);
    });
  });

  const OWN =
    /read with kube-proxy's own image: not checked are persistence timeouts and scheduler flags; IP sets/;
  test.each([
    ["read with kube-proxy's own image: one note says it all", 'kube-proxy', [OWN]],
    [
      'read with another one',
      'default',
      [/not available from proc-net-ip_vs\.txt/, /IP sets were not checked/],
    ],
  ])('what is not there is said once: %s', async (_, imageOrigin, said) => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove(
        ...TABLES.filter((file) => file.includes('ipvsadm')),
        'nodes/node1/ipset-save.txt',
      );
      await snapshot.edit('nodes/node1/capture.json', (text) =>
        JSON.stringify({...JSON.parse(text), image: 'x', imageOrigin}),
      );
      const {stdout} = await run(['diff', '--from', snapshot.path, '-o', 'json']);
      const {notes} = JSON.parse(stdout) as {notes: readonly {node: string; message: string}[]};
      const all = notes.filter(({node}) => node === 'node1').map(({message}) => message);
      const about = all.filter((message) => /scheduler flags|IP sets/.test(message));
      expect(about).toHaveLength(said.length);
      for (const pattern of said) expect(about).toContainEqual(expect.stringMatching(pattern));
    });
  });
});
