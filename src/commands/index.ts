import {CHECK} from './check.ts';
import {CLEANUP} from './cleanup.ts';
import type {Command} from './command.ts';
import {DIFF} from './diff.ts';
import {EXPLAIN} from './explain.ts';
import {LOGS} from './logs.ts';
import {SNAPSHOT} from './snapshot.ts';
import {STATUS} from './status.ts';
import {TRACE} from './trace.ts';
import {VERSION} from './version.ts';

export type {Call, Command, Flag, FlagValues, Outcome, Ports} from './command.ts';

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
  VERSION,
];
