import {existsSync, lstatSync, readdirSync, type Stats} from 'node:fs';
import {rename} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../errors.ts';

/**
 * Makes sure that nothing is lost by writing a snapshot here: with `force` only a file, a snapshot's directory or an
 * empty one may be there, without it nothing. Throws `UserError`.
 */
export function refuseExisting(
  file: string,
  {path: name, force}: {readonly path: string; readonly force: boolean},
): void {
  const found = lstatSync(file, {throwIfNoEntry: false});
  if (!found) return;
  if (force && replaceable(file, found)) return;
  throw new UserError({
    code: 'snapshot-exists',
    message: force ? `${name} already exists and is not a snapshot` : `${name} already exists`,
    remedy: force ? 'choose another location' : 'choose another location, or overwrite it with --force',
  });
}

function replaceable(file: string, found: Stats): boolean {
  if (found.isFile()) return true;
  if (!found.isDirectory()) return false;
  return existsSync(path.join(file, 'metadata.json')) || readdirSync(file).length === 0;
}

/** Gives what is complete its own name; what was there before goes to `old`. */
export async function putInPlace(move: {
  readonly whole: string;
  readonly file: string;
  readonly old: string;
}): Promise<void> {
  // A file is replaced by the renaming itself; a directory has to go first.
  if (lstatSync(move.file, {throwIfNoEntry: false})?.isDirectory()) await rename(move.file, move.old);
  await rename(move.whole, move.file);
}
