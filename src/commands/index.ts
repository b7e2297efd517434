import {CHECK} from './check.ts';
import {CLEANUP} from './cleanup.ts';
import type {Command} from './command.ts';
import {COMPLETION} from './completion.ts';
import {DIFF} from './diff.ts';
import {EXPLAIN} from './explain.ts';
import {LOGS} from './logs.ts';
import {SNAPSHOT} from './snapshot.ts';
import {STATUS} from './status.ts';
import {TRACE} from './trace.ts';
import {VERSION} from './version.ts';

export type {
  ArgumentKind,
  Call,
  Command,
  Flag,
  FlagValues,
  LookUp,
  NameKind,
  Outcome,
  Ports,
} from './command.ts';
export {namesOf} from './names-of.ts';

/** All commands, in the order of help. */
export const COMMANDS: readonly Command[] = [
  STATUS,
  DIFF,
  LOGS,
  TRACE,
  CHECK,
  SNAPSHOT,
  EXPLAIN,
  CLEANUP,
  COMPLETION,
  VERSION,
];
