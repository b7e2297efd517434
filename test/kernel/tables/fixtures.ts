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
  /** Whether `/proc/net/ip_vs` lists firewall marks of which nothing tells the family. */
  readonly hasLooseMarks: boolean;
  readonly read: (source: TableSource) => string;
}

/** Every recorded node, and the table with everything that ipvsadm can set. */
export function recordedTables(): readonly RecordedTables[] {
  const nodes: RecordedTables[] = listDirectories('recordings').flatMap((recording) =>
    listDirectories(`recordings/${recording}/nodes`).map((node) =>
      recorded(`recordings/${recording}/nodes/${node}`),
    ),
  );
  return [...nodes, {...recorded('kernel/odd-table'), tickRate: 100, hasLooseMarks: true}];
}

function recorded(directory: string): RecordedTables {
  const read = (source: TableSource): string => readFixture(`${directory}/${source}`);
  return {name: directory, tickRate: 250, hasLooseMarks: false, read};
}

function listDirectories(path: string): readonly string[] {
  const directory = fileURLToPath(new URL(path, FIXTURES));
  if (!existsSync(directory)) return [];
  return readdirSync(directory, {withFileTypes: true}).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}
