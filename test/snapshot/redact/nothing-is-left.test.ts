import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {matchSignature} from '../../../src/logs/index.ts';
import {
  CAPTURE_SOURCES,
  CLUSTER_FILES,
  type ClusterFile,
  type NodeRecord,
  type SnapshotWriter,
} from '../../../src/model/index.ts';
import {createMappings} from '../../../src/snapshot/redact/mappings.ts';
import {redactNodeText} from '../../../src/snapshot/redact/redact-node-text.ts';
import {redactObject} from '../../../src/snapshot/redact/redact-object.ts';
import {redactText} from '../../../src/snapshot/redact/redact-text.ts';
import {redactingWriter} from '../../../src/snapshot/redact/redactor.ts';
import {readLog} from '../../logs/read-log.ts';
import {recording} from '../../support/program.ts';
import {checkProperty} from '../../support/property.ts';

const KEY = new Uint8Array(32).fill(7);

/** All that begins so was put there by the test. */
const MARK = 'zq';

const letters = (count: number, unit = 'abcdefghijklmnopqrstuvwxyz0123456789') =>
  fc.string({unit: fc.constantFrom(...unit), minLength: count, maxLength: count});
const label = letters(6).map((rest) => `${MARK}${rest}`);
const dashed = fc
  .tuple(label, fc.constantFrom('service', 'db', 'api', '7f9c-abcde'))
  .map((parts) => parts.join('-'));
const host = fc
  .tuple(label, fc.constantFrom('', '.corp', '.prod.example.com', '.k8s.io'))
  .map((parts) => parts.join(''));
const secret = letters(20, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789').map(
  (rest) => `${MARK}${rest}`,
);
const foreign = fc.tuple(label, fc.constantFrom('Müller', 'ñandú')).map((parts) => parts.join(''));

/** Names, hosts and secrets, bare and in the forms in which people and programs write them. */
const planted = fc.oneof(
  label,
  dashed,
  host,
  secret,
  foreign,
  fc.tuple(label, dashed).map(([namespace, name]) => `${namespace}/${name}`),
  fc.tuple(label, dashed, label).map(([namespace, name, port]) => `"${namespace}/${name}:${port}"`),
  fc
    .tuple(label, secret, host, label)
    .map(([user, key, name, part]) => `https://${user}:${key}@${name}:6443/${part}?token=${key}&limit=5`),
  fc.tuple(secret, label).map(([key, name]) => `--token=${key} --password ${key} --cluster-name=${name}`),
  fc
    .tuple(label, label)
    .map(([namespace, name]) => `User "system:serviceaccount:${namespace}:${name}" cannot list`),
  secret.map((key) => `Authorization: Bearer ${key}`),
  fc.tuple(label, secret).map(([name, key]) => `{"${name}":"${key}","password":"${key}"}`),
  fc
    .tuple(label, host)
    .map(([name, other]) => `certificate is valid for kubernetes, ${name}, ${other}, not ${other}`),
  label.map((name) => `${name}@example.com`),
  label.map((name) => `arn:aws:iam::123456789012:role/${name}`),
  secret.map((key) => `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`),
);

/** Gives what is planted next. */
type Next = () => string;

function nextOf(texts: readonly string[]): Next {
  let index = 0;
  return () => texts[index++ % texts.length] ?? MARK;
}

/** An object with something planted in the place of each text and of some keys, and in fields that nobody knows. */
function planting(value: unknown, next: Next): unknown {
  if (typeof value === 'string') return next();
  if (Array.isArray(value)) return value.map((item) => planting(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, planting(field, next)]);
  return Object.fromEntries([...fields, [next(), next()]]);
}

/** A text with something planted in the place of every so manieth word. */
function plantingWords(text: string, next: Next, every: number): string {
  let count = 0;
  return text.replace(/[\w.-]+/g, (word) => (++count % every === 0 ? next() : word));
}

const read = (name: string, file: string) => readFileSync(path.join(recording(name), file), 'utf8');

function objectsOf(file: ClusterFile): readonly unknown[] {
  const json = JSON.parse(read('healthy', `cluster/${file}`)) as {readonly items?: readonly unknown[]};
  return (json.items ?? [json]).slice(0, 3);
}

/** What is left of what was planted. */
function leftIn(text: string): readonly string[] {
  return text.match(new RegExp(`.{0,40}${MARK}.{0,40}`, 'gi')) ?? [];
}

describe('of names, hosts and secrets in every field nothing is left', () => {
  const texts = fc.array(planted, {minLength: 30, maxLength: 60});

  test.each(CLUSTER_FILES)('in cluster/%s', (file) => {
    const objects = objectsOf(file);
    checkProperty(
      fc.property(texts, (all) => {
        const mappings = createMappings(KEY);
        const next = nextOf(all);
        const redacted = objects.map((item) => redactObject(file, planting(item, next), mappings));
        // A text of kube-proxy's settings among the others.
        const settings = {
          data: {[next()]: `kind: KubeProxyConfiguration\nhostnameOverride: ${next()}\n# ${next()}`},
        };
        expect(leftIn(JSON.stringify([...redacted, redactObject(file, settings, mappings)]))).toEqual([]);
      }),
      {numRuns: 30},
    );
  });

  const sources = CAPTURE_SOURCES.filter((source) =>
    readdirSync(path.join(recording('healthy'), 'nodes/node1')).includes(source),
  );

  test.each(sources)('in nodes/NODE/%s', (source) => {
    const lines = read('healthy', `nodes/node1/${source}`).split('\n').slice(0, 60).join('\n').slice(0, 6000);
    checkProperty(
      fc.property(texts, fc.integer({min: 1, max: 5}), (all, every) => {
        const next = nextOf(all);
        const text = source.endsWith('.json')
          ? JSON.stringify(planting(JSON.parse(read('healthy', `nodes/node1/${source}`)), next))
          : plantingWords(lines, next, every);
        expect(leftIn(redactNodeText(source, text, createMappings(KEY)))).toEqual([]);
        // A text that is damaged is no way out.
        expect(leftIn(redactNodeText(source, text.slice(1), createMappings(KEY)))).toEqual([]);
      }),
      {numRuns: 20},
    );
  });

  test.each(['nft-ip-kube-proxy.json', 'nft-version.txt'] as const)('in nodes/NODE/%s', (source) => {
    const listing = {
      nftables: [
        {metainfo: {version: '1.0.6', release_name: 'x'}},
        {chain: {family: 'ip', table: 'kube-proxy', name: 'service-2QRHZV4L-default/kubernetes/tcp/https'}},
        {
          rule: {
            comment: 'x',
            expr: [{match: {right: {prefix: {addr: 'x', len: 8}}}}, {jump: {target: 'x'}}],
          },
        },
      ],
    };
    checkProperty(
      fc.property(texts, (all) => {
        const text = JSON.stringify(planting(listing, nextOf(all)));
        const redacted = redactNodeText(source, text, createMappings(KEY));
        expect(leftIn(redacted)).toEqual([]);
      }),
      {numRuns: 30},
    );
  });

  test('in what a snapshot says of itself, and in the names of its files', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const next = nextOf(all);
        const written: unknown[] = [];
        const writer: SnapshotWriter = {
          objects: {
            items: (...given) => void written.push(given),
            object: (...given) => void written.push(given),
          },
          addNode: async (record) => void written.push(record),
          finish: async (head) => written.push(head),
          discard: () => undefined,
        };
        const redacting = redactingWriter(writer, createMappings(KEY));
        redacting.objects.items('services.json', [next(), null, {metadata: {name: next()}}], true);
        const record: NodeRecord = {node: next(), texts: {}, error: next(), problems: [next(), next()]};
        await redacting.addNode(record);
        await redacting.finish({
          capturedAt: next(),
          serverVersion: next(),
          clusterName: next(),
          nodes: [record.node],
          problems: [next()],
          redacted: false,
        });
        expect(leftIn(JSON.stringify(written))).toEqual([]);
      }),
      {numRuns: 50},
    );
  });
});

describe('names that are words, too, are replaced where a name stands', () => {
  const namespaces = ['cache', 'cluster-service', 'proxy-controller', 'timeout'];
  test.each([
    ...namespaces.flatMap((name) => [
      `"${name}/${name}:${name}"`,
      `Failed to sync ${name}/${name}`,
      `svcPortName="${name}/${name}"`,
      `pod="${name}"`,
      `node=${name}`,
      `dial tcp: lookup ${name} on 10.0.0.10:53: no such host`,
      `Get "https://${name}:6443/api/v1/namespaces/${name}/services/${name}?limit=500"`,
      `${name}.${name}.svc.cluster.local`,
    ]),
    'Killing cluster-service',
    'hostnameOverride: timeout',
  ])('%s', (text) => {
    const redacted = redactText(text, createMappings(KEY));
    for (const name of ['cache', 'cluster-service', 'proxy-controller', 'timeout'])
      expect(redacted).not.toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`));
  });

  test.each([
    ['password=service', 'password=REDACTED'],
    ['"token": "cluster"', '"token": "REDACTED"'],
    ["secret: 'two words' next", "secret: 'REDACTED REDACTED' next"],
    ['--token service --v=2', '--token REDACTED --v=2'],
    ['api-key=a$b.c, next', 'api-key=REDACTED$REDACTED, next'],
    ['http://user:service@proxy:3128', 'http://REDACTED@proxy:3128'],
    ['Authorization: Bearer service', 'Authorization: REDACTED REDACTED'],
  ])('a secret that is a word: %s', (text, redacted) => {
    expect(redactText(text, createMappings(KEY))).toBe(redacted);
  });
});

describe('what is left is of use', () => {
  test('a hash of a name is another one, and the same everywhere', () => {
    const mappings = createMappings(KEY);
    const text = '-A KUBE-SVC-TCOU7JCQXEZGVUNU -j KUBE-SEP-AAAAAAAAAAAAAAAA -i cali1234567890a';
    const redacted = redactText(text, mappings);
    expect(redacted).toMatch(/^-A KUBE-SVC-[A-Z2-7]{16} -j KUBE-SEP-[A-Z2-7]{16} -i cali[0-9a-f]{11}$/);
    expect(redacted).not.toContain('TCOU7JCQXEZGVUNU');
    expect(redactText(text, mappings)).toBe(redacted);
  });

  test('a chain of nftables mode keeps what kube-proxy tells it apart by', () => {
    const text =
      '{"name":"service-2QRHZV4L-default/kubernetes/tcp/https","set":"no-endpoint-services","x":"zq/zq"}';
    const redacted = JSON.parse(redactNodeText('nft-ip-kube-proxy.json', text, createMappings(KEY)));
    expect(redacted.name).toMatch(/^service-[A-Z2-7]{8}$/);
    expect(redacted.name).not.toContain('2QRHZV4L');
    expect(redacted.set).toBe('no-endpoint-services');
  });

  const {messages, texts} = JSON.parse(
    readFileSync('test/fixtures/logs/lines-by-signature.json', 'utf8'),
  ) as Readonly<Record<'messages' | 'texts', Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  const lines = [messages, texts].flatMap((kind) =>
    Object.entries(kind).flatMap(([signature, byVersion]) =>
      Object.values(byVersion).map((line) => [signature, line] as const),
    ),
  );

  test.each(lines)('%s is a known sign still', (signature, line) => {
    const [entry] = readLog(redactText(line, createMappings(KEY)));
    expect(entry && matchSignature(entry)?.message).toBe(signature);
  });
});
