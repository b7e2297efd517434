import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {CAPTURE_SOURCES, type JsonObject} from '../../../src/model/index.ts';
import {createSnapshot, openSnapshot} from '../../../src/snapshot/index.ts';
import {createMappings, type Mappings} from '../../../src/snapshot/redact/mappings.ts';
import {ADDRESS, redactAddress} from '../../../src/snapshot/redact/redact-addresses.ts';
import {redactingWriter} from '../../../src/snapshot/redact/redactor.ts';
import {WORDS} from '../../../src/snapshot/redact/vocabulary.ts';
import {WELL_KNOWN} from '../../../src/snapshot/redact/well-known.ts';
import {recording, runProgram} from '../../support/program.ts';

const KEY = new Uint8Array(32).fill(42);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-redact-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Redacts a recording into a directory. */
async function redact(name: string): Promise<{readonly place: string; readonly mappings: Mappings}> {
  const place = path.join(folder, name);
  const mappings = createMappings(KEY);
  const writer = redactingWriter(createSnapshot({path: place, force: true, unique: 'test'}), mappings);
  const from = await openSnapshot(recording(name));
  await from.readCluster({sink: writer.objects});
  const nodes = from.nodes ?? [];
  for await (const capture of from.captureNodes(nodes, CAPTURE_SOURCES))
    await writer.addNode({...capture, problems: []});
  const head = {capturedAt: '2026-11-20T17:37:02Z', serverVersion: 'v1.36.2', clusterName: 'lab'};
  await writer.finish({...head, nodes, problems: [], redacted: false});
  return {place, mappings};
}

async function findings(from: string): Promise<readonly JsonObject[]> {
  const {stdout} = await runProgram(['diff', '--from', from, '-o', 'json']);
  return (JSON.parse(stdout) as {findings: JsonObject[]}).findings;
}

/** What a finding is about, without the sentences; in the redacted snapshot's words if mappings are given. */
function facts({message, remedy, ...finding}: JsonObject, mappings?: Mappings): string {
  return JSON.stringify(reworded(finding, '', mappings));
}

const NAMES = new Set(['node', 'namespace', 'name', 'port']);

function reworded(value: unknown, key: string, mappings: Mappings | undefined): unknown {
  if (Array.isArray(value))
    return value.map((item) => JSON.stringify(reworded(item, key, mappings))).toSorted();
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, reworded(field, name, mappings)]),
    );
  }
  if (typeof value !== 'string' || !mappings) return value;
  if (key === 'pod')
    return value
      .split('/')
      .map((part) => mappings.names.map('pod', part))
      .join('/');
  return NAMES.has(key) ? mappings.names.map('name', value) : inOtherAddresses(value, mappings);
}

function inOtherAddresses(text: string, {addresses}: Mappings): string {
  return text.replace(new RegExp(ADDRESS, 'g'), (found) => redactAddress(found, addresses) ?? found);
}

const RECORDINGS = [
  'healthy',
  'tampered',
  'stale-backends',
  'broken-proxy-bad-config',
  'broken-proxy-no-api',
];

describe.each(RECORDINGS)('%s redacted', (name) => {
  let redacted: Awaited<ReturnType<typeof redact>>;
  beforeAll(async () => {
    redacted = await redact(name);
  });

  test('diff says the same, in other words', async () => {
    const before = await findings(recording(name));
    const after = await findings(redacted.place);
    const expected = before.map((finding) => facts(finding, redacted.mappings));
    expect(after.map((finding) => facts(finding)).toSorted()).toEqual(expected.toSorted());
  });

  test('no name and no address is left, in any file', () => {
    const secrets = new Set([...namesOf(recording(name)), ...addressesOf(recording(name))]);
    expect(secrets.size).toBeGreaterThan(200);
    const left = filesOf(redacted.place).flatMap((file) =>
      wordsOf(`${file} ${readFileSync(file, 'utf8')}`).filter((word) => secrets.has(word)),
    );
    expect([...new Set(left)]).toEqual([]);
  });

  test('what the program reads of a node is still understood', async () => {
    const {stdout} = await runProgram(['diff', '--from', redacted.place, '-o', 'json']);
    const {notes} = JSON.parse(stdout) as {notes: readonly {message: string}[]};
    expect(notes.filter(({message}) => /not understood|line \d+/.test(message))).toEqual([]);
  });
});

function filesOf(root: string): readonly string[] {
  const entries = readdirSync(root, {recursive: true, encoding: 'utf8'});
  return entries.map((entry) => path.join(root, entry)).filter((file) => statSync(file).isFile());
}

/** Names, and what may be an address, in a text. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?|[0-9a-f]*(?::[0-9a-f]*){2,7}|\b[0-9A-F]{8}\b/g) ?? [];
}

/** All values in name positions of the objects; not words that every cluster has, or that the API itself uses. */
function namesOf(root: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of readdirSync(path.join(root, 'cluster'))) {
    JSON.parse(
      readFileSync(path.join(root, 'cluster', file), 'utf8'),
      function (this: unknown, key: string, value: unknown) {
        if (typeof value === 'string' && NAME_KEYS.has(key)) names.add(value);
        return value;
      },
    );
  }
  const words = new Set([...WORDS, ...WELL_KNOWN, ...SCHEMA_WORDS]);
  return new Set([...names].filter((name) => name.length > 2 && !words.has(name) && !/^[A-Z]/.test(name)));
}

const NAME_KEYS = new Set(['name', 'namespace', 'nodeName', 'zone', 'externalName', 'hostname', 'uid']);

/** Names in the recordings that are also labels, parts of metrics or environment of the API: `service.kubernetes.io/headless`. */
const SCHEMA_WORDS = ['headless', 'other', 'xtables-lock', 'lib-modules', 'data', 'runc'];

function addressesOf(root: string): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const file of filesOf(path.join(root, 'nodes'))) {
    for (const found of readFileSync(file, 'utf8').matchAll(
      /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)|\bfd00:[0-9a-f:]+[0-9a-f]/g,
    ))
      addresses.add(found[0]);
  }
  for (const kept of addresses)
    if (/^(?:127|0|224|255)\.|^(?:10\.0\.0\.0)$/.test(kept)) addresses.delete(kept);
  return addresses;
}
