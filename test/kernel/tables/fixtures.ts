import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {TableSource} from '../../../src/model/actual-state.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** A file under test/fixtures. */
export function readFixture(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, FIXTURES)), 'utf8');
}

/** One node's three tables, as recorded. */
export interface RecordedTables {
  readonly name: string;
  readonly tickRate: number;
  readonly read: (source: TableSource) => string;
}

/** Every recorded node, and the table with everything that ipvsadm can set. */
export function recordedTables(): readonly RecordedTables[] {
  const nodes: RecordedTables[] = listDirectories('recordings').flatMap((recording) =>
    listDirectories(`recordings/${recording}/nodes`).map((node) => recorded(`recordings/${recording}/nodes/${node}`, 250)),
  );
  return [...nodes, recorded('kernel/odd-table', 100)];
}

function recorded(directory: string, tickRate: number): RecordedTables {
  return {name: directory, tickRate, read: (source) => readFixture(`${directory}/${source}`)};
}

function listDirectories(path: string): readonly string[] {
  const directory = fileURLToPath(new URL(path, FIXTURES));
  if (!existsSync(directory)) return [];
  return readdirSync(directory, {withFileTypes: true}).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}
