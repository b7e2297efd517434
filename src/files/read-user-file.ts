import {readFile} from 'node:fs/promises';
import {UserError} from '../errors.ts';

/** The text of a file that the user named. Throws `UserError` if it cannot be read. */
export async function readUserFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it cannot be read';
    throw new UserError({
      code: 'usage',
      message: why === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${why})`,
      remedy: 'give a file that exists and that you can read',
      cause,
    });
  }
}
