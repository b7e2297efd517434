import {dump} from 'js-yaml';
import type {MigrationReport} from '../../model/index.ts';
import type {OutputFormat} from '../diff/render-diff.ts';
import {migrationDocument} from './migration-document.ts';
import {type MigrationTableOptions, migrationTable} from './migration-table.ts';

/** How a migration report is written. */
export interface MigrationRenderOptions extends Omit<MigrationTableOptions, 'wide'> {
  readonly format: OutputFormat;
}

/** A migration report as text. */
export function renderMigration(report: MigrationReport, options: MigrationRenderOptions): string {
  const renderers: Readonly<Record<OutputFormat, () => string>> = {
    table: () => migrationTable(report, {...options, wide: false}),
    wide: () => migrationTable(report, {...options, wide: true}),
    json: () => `${JSON.stringify(migrationDocument(report), null, 2)}\n`,
    yaml: () => dump(migrationDocument(report), {lineWidth: -1, noRefs: true}),
  };
  return renderers[options.format]();
}
