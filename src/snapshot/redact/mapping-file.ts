import {linkSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import type {Mappings} from './mappings.ts';

/**
 * Writes down what was replaced, for the user who gets an answer about `service-r0012` and has to know which one that is.
 * Nobody else may read it. Without `force` a file that is there already is an error (`EEXIST`).
 */
export function writeMapping(
  file: string,
  {names, addresses}: Mappings,
  {force, unique}: {readonly force: boolean; readonly unique: string},
): void {
  const document = {
    names: Object.fromEntries([...names.replaced()].sort()),
    addresses: Object.fromEntries([...addresses.replaced()].sort()),
  };
  const partial = `${file}.${unique}.partial`;
  try {
    writeFileSync(partial, `${JSON.stringify(document, null, 1)}\n`, {mode: 0o600, flag: 'wx'});
    if (force) renameSync(partial, file);
    else linkSync(partial, file);
  } finally {
    rmSync(partial, {force: true});
  }
}
