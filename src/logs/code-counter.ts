import type {CatalogueCode} from '../catalogue/index.ts';
import type {LogEntry} from '../model/index.ts';

/** What the lines of one log say of one catalogue entry. */
interface CodeInLog {
  readonly code: CatalogueCode;
  /** How many lines are a sign of it. */
  readonly count: number;
  /** Microseconds since 1970; NaN if the lines do not say. */
  readonly first: number;
  readonly last: number;
  /** The first such line, as it was written. */
  readonly example: string;
}

/** Counts the lines that are signs of catalogue entries. */
export interface CodeCounter {
  readonly add: (entry: LogEntry, code: CatalogueCode) => void;
  /** Sorted by code. */
  readonly codes: () => readonly CodeInLog[];
}

/** A counter that has counted nothing yet. */
export function createCodeCounter(): CodeCounter {
  const counts = new Map<CatalogueCode, CodeInLog>();
  return {
    add({time, raw}, code) {
      const before = counts.get(code);
      counts.set(code, {
        code,
        count: (before?.count ?? 0) + 1,
        first: before && !(time < before.first) ? before.first : time,
        last: before && !(time > before.last) ? before.last : time,
        example: before?.example ?? raw,
      });
    },
    codes: () => [...counts.values()].sort((one, other) => (one.code < other.code ? -1 : 1)),
  };
}
