import {access, chmod, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../errors.ts';

/** A small program, and where it goes. */
export interface InstallPlace {
  readonly name: string;
  readonly text: string;
  /** Undefined: where PATH has the plugin. */
  readonly directory: string | undefined;
  /** The variable PATH. */
  readonly searchPath: string;
  /** Whether programs are found by their ending, as on Windows. */
  readonly windows: boolean;
}

/** The plugin's own name in PATH. */
const PLUGIN = 'kubectl-ipvs';

/**
 * Writes a small program that others find in PATH; gives its path. Replaces one that it wrote before, but nothing else.
 * Throws `UserError`.
 */
export async function installScript(place: InstallPlace): Promise<string> {
  const directory = place.directory ?? (await directoryOfPlugin(place));
  const file = path.join(directory, place.windows ? `${place.name}.cmd` : place.name);
  const text = place.windows ? `@echo off\r\n${commandOf(place.text)} %*\r\n` : place.text;
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found !== undefined && !found.includes(commandOf(place.text))) throw occupied(file);
  try {
    await writeFile(file, text);
    await chmod(file, 0o755);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
  return file;
}

/** What the script runs, without the arguments. */
function commandOf(text: string): string {
  return /^exec (.*) "\$@"$/m.exec(text)?.[1] ?? text;
}

async function directoryOfPlugin({searchPath, windows}: InstallPlace): Promise<string> {
  const names = windows ? [`${PLUGIN}.exe`, `${PLUGIN}.cmd`] : [PLUGIN];
  for (const directory of searchPath.split(path.delimiter).filter((one) => one !== '')) {
    for (const name of names) {
      const file = path.join(directory, name);
      if (
        await access(file).then(
          () => true,
          () => false,
        )
      )
        return directory;
    }
  }
  throw new UserError({
    code: 'usage',
    message: `${PLUGIN} is in no directory of PATH`,
    remedy: 'give a directory of PATH with --directory',
  });
}

function occupied(file: string): UserError {
  return new UserError({
    code: 'file-not-written',
    message: `${file} already exists, and is something else`,
    remedy: 'check and remove it, or give another directory with --directory',
  });
}

function cannotWrite(file: string, cause: unknown): UserError {
  return new UserError({
    code: 'file-not-written',
    message: `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'give a directory of PATH that you can write to with --directory',
    cause,
  });
}
