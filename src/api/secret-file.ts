import {readFile} from 'node:fs/promises';
import {UserError} from '../errors.ts';

/** The content of a file that a kubeconfig names. Throws `UserError` naming file and field. */
export async function readNamedFile(file: string, field: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new UserError({
      code: 'kubeconfig-file-unreadable',
      message: `the ${field} ${file}, which the kubeconfig names, could not be read: ${(cause as Error).message}`,
      remedy: 'check the path in the kubeconfig and the permissions of the file',
      cause,
    });
  }
}

/** The token in a file, without the line break that editors leave there. Throws `UserError`. */
export async function readTokenFile(file: string): Promise<string> {
  const token = (await readNamedFile(file, 'tokenFile')).toString('utf8').trim();
  if (token !== '') return token;
  throw new UserError({
    code: 'credentials-failed',
    message: `the tokenFile ${file}, which the kubeconfig names, is empty`,
    remedy: 'log in again, or write a token into the file',
  });
}
