import type {MigrationReport} from '../../model/index.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import {migrationDocument} from './migration-document.ts';
import {type MigrationTableOptions, migrationTable} from './migration-table.ts';

/** How a migration report is written. */
export interface MigrationRenderOptions extends Omit<MigrationTableOptions, 'wide'> {
  readonly format: OutputFormat;
}

const FORMATS: Formats<MigrationReport, MigrationRenderOptions> = {
  table: (report, options) => migrationTable(report, {...options, wide: false}),
  wide: (report, options) => migrationTable(report, {...options, wide: true}),
  json: (report) => jsonText(migrationDocument(report)),
  yaml: (report) => yamlText(migrationDocument(report)),
};

/** A migration report as text. */
export function renderMigration(report: MigrationReport, options: MigrationRenderOptions): string {
  return inFormat(FORMATS, report, options);
}
