import type {MigrationSection} from '../../model/index.ts';
import type {Rule} from '../rule.ts';

/** One question of the migration check. */
export interface MigrationCheck {
  readonly section: MigrationSection;
  /** What it asks, as the heading of its results. */
  readonly title: string;
  readonly rule: Rule;
}
