import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from '@jest/globals';
import {createSnapshot} from '../../src/snapshot/index.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-create-'));
afterAll(() => rmSync(directory, {recursive: true}));

const place = (name: string) => ({path: path.join(directory, name), force: false, unique: 'test'});

test.each([
  'incident.zip',
  'incident.tar',
  'incident.tar.bz2',
  'incident.gz',
  'incident.tbz2',
  '-',
  'a.json',
  'a.TXT',
])('%s promises what is not written: it is refused, and nothing is made', (name) => {
  expect(() => createSnapshot(place(name))).toThrow(/a snapshot is not written as /);
  expect(readdirSync(directory)).toEqual([]);
});

test.each(['incident.tar.gz', 'incident.TGZ.tgz', 'incident', 'node-1.example', 'v1.36'])(
  '%s is taken',
  (name) => {
    const writer = createSnapshot(place(name));
    expect(readdirSync(directory)).toHaveLength(1);
    writer.discard();
  },
);
