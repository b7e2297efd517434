import {afterAll, beforeAll, describe, jest, test} from '@jest/globals';
import fc from 'fast-check';
import {expectAgreement, expectServiceAgreement, servicesOf} from '../support/agreement.ts';
import {type CorpusCluster, unpackCorpus} from '../support/corpus.ts';
import {recording} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';
import {type SnapshotCopy, withSnapshot} from '../support/snapshot-copy.ts';

// Several commands read a whole snapshot for each example.
jest.setTimeout(120_000);

/** All commands about a snapshot, and about its first Services: those that something is wrong with, then others. */
async function expectAllAgree(from: string, most: number): Promise<void> {
  const whole = await expectAgreement(from);
  const all = await servicesOf(from);
  const chosen = all.filter((service) => whole.troubled.has(service));
  const others = all.filter((service) => !whole.troubled.has(service));
  for (const service of [...chosen, ...others].slice(0, most)) {
    await expectServiceAgreement(whole, service);
  }
}

describe('all commands agree on', () => {
  test.each([
    ['healthy', 4],
    ['tampered', 15],
    ['stale-backends', 10],
    ['broken-proxy-bad-config', 3],
    ['broken-proxy-no-api', 3],
    ['broken-proxy-no-ipset', 3],
    ['iptables-healthy.tar.gz', 1],
    ['iptables-stale.tar.gz', 3],
    ['iptables-tampered.tar.gz', 3],
    ['nftables-healthy.tar.gz', 1],
    ['nftables-healthy-1.31.tar.gz', 1],
    ['nftables-stale.tar.gz', 3],
    ['nftables-tampered.tar.gz', 3],
  ])('%s', async (name, most) => {
    await expectAllAgree(recording(name), most);
  });
});

describe('all commands agree, whatever', () => {
  const FILES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'ipset-save.txt', 'sysctl.txt', 'addresses.txt'];

  /** Lines that are lost, in one of the texts of node1. */
  async function lose(snapshot: SnapshotCopy, file: string, places: readonly number[]): Promise<void> {
    await snapshot.edit(`nodes/node1/${file}`, (text) => {
      const lines = text.split('\n');
      const gone = new Set(places.map((place) => place % lines.length));
      return lines.filter((_, index) => !gone.has(index)).join('\n');
    });
  }

  test('lines are lost', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom('healthy', 'tampered'),
      fc.constantFrom(...FILES),
      fc.array(fc.nat(), {minLength: 1, maxLength: 3}),
      async (name, file, places) => {
        await withSnapshot(name, async (snapshot) => {
          await lose(snapshot, file, places);
          await expectAllAgree(snapshot.path, 2);
        });
      },
    );
    await checkProperty(property, {numRuns: 5});
  });

  /** Edits of a real server in both texts of the table, as `ipvsadm -Sn` and `ipvsadm -Ln` print it. */
  const EDITS = {
    'a weight': [/ -w 1$/, ' -w 0', / 1 +(\d+ +\d+ *)$/, ' 0      $1'],
    'a method': [/ -m -w/, ' -g -w', / Masq /, ' Route '],
    'another port': [/:(\d+) -m/, ':9 -m', /:(\d+)( +Masq)/, ':9$2'],
    'nothing left': [/^.*$/, '', /^.*$/, ''],
  } as const;

  /** Real servers of node1's table that became something else, chosen by their place. */
  async function edit(
    snapshot: SnapshotCopy,
    [inSave, saved, inList, listed]: (typeof EDITS)[keyof typeof EDITS],
    places: readonly number[],
  ): Promise<void> {
    const change = (isReal: RegExp, from: RegExp, to: string) => (text: string) => {
      const lines = text.split('\n');
      const reals = lines.flatMap((line, index) => (isReal.test(line) ? [index] : []));
      for (const place of places) {
        const index = reals[place % reals.length] ?? 0;
        lines[index] = (lines[index] ?? '').replace(from, to);
      }
      return lines.filter((line) => line !== '').join('\n');
    };
    await snapshot.edit('nodes/node1/ipvsadm-save.txt', change(/^-a /, inSave, saved));
    await snapshot.edit('nodes/node1/ipvsadm-list.txt', change(/^ {2}-> [^R]/, inList, listed));
    await snapshot.remove('nodes/node1/proc-net-ip_vs.txt');
  }

  test('was edited in a table', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
      fc.array(fc.nat(), {minLength: 1, maxLength: 3}),
      async (name, places) => {
        await withSnapshot('healthy', async (snapshot) => {
          await edit(snapshot, EDITS[name], places);
          await expectAllAgree(snapshot.path, 2);
        });
      },
    );
    await checkProperty(property, {numRuns: 5});
  });

  test("Services claim one another's addresses", async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('cluster/services.json', (text) => {
        const list = JSON.parse(text);
        const named = (name: string) =>
          list.items.find((one: {metadata: {name: string}}) => one.metadata.name === name).spec;
        const [claimed, claiming] = [named('external-ips'), named('web')];
        claiming.externalIPs = claimed.externalIPs;
        claiming.ports[0].port = claimed.ports[0].port;
        return JSON.stringify(list);
      });
      await expectAllAgree(snapshot.path, 3);
    });
  });

  describe('the version and the cluster are', () => {
    let clusters: readonly CorpusCluster[];
    let remove: () => Promise<void>;
    beforeAll(async () => {
      ({clusters, remove} = await unpackCorpus());
    });
    afterAll(() => remove());

    test('in the corpus', async () => {
      const property = fc.asyncProperty(fc.nat(), async (place) => {
        const cluster = clusters[place % clusters.length];
        if (cluster) await expectAllAgree(cluster.path, 2);
      });
      await checkProperty(property, {numRuns: 3});
    });
  });
});
