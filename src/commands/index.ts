import {CHECK} from './check/check.ts';
import {CLEANUP} from './cleanup/cleanup.ts';
import type {Command} from './command.ts';
import {COMPLETION} from './completion/completion.ts';
import {DIFF} from './diff/diff.ts';
import {EXPLAIN} from './explain/explain.ts';
import {LOGS} from './logs/logs.ts';
import {RBAC} from './rbac/rbac.ts';
import {SNAPSHOT} from './snapshot/snapshot.ts';
import {STATUS} from './status/status.ts';
import {TRACE} from './trace/trace.ts';
import {VERSION} from './version/version.ts';

export type {
  ArgumentKind,
  Call,
  Command,
  Flag,
  FlagValues,
  NameKind,
  Outcome,
  Ports,
} from './command.ts';
export {lookUpFor} from './completion/look-up-for.ts';
export {namesOf} from './completion/names-of.ts';
export {CONNECTION_FLAGS, POD_FLAGS} from './shared-flags.ts';

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
  RBAC,
  COMPLETION,
  VERSION,
];
