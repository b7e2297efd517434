import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../errors.ts';
import {inUtf8} from '../model/index.ts';
import type {ApiEnvironment} from './environment.ts';
import type {Kubeconfig} from './kubeconfig.ts';
import {parseKubeconfig} from './parse-kubeconfig.ts';

/**
 * The kubeconfig that kubectl would use: the file named by `--kubeconfig`, else the files of `KUBECONFIG` merged, else
 * `~/.kube/config`. Files that are not there are passed over, but not the one named by the flag. Undefined if there is
 * none at all. The rules are those of client-go `tools/clientcmd/loader.go`.
 */
export async function loadKubeconfig(
  explicit: string | undefined,
  environment: Pick<ApiEnvironment, 'variables' | 'homeDirectory' | 'warn'>,
): Promise<Kubeconfig | undefined> {
  if (explicit) {
    const found = await readOne(path.resolve(explicit));
    if (!found) throw missing(explicit);
    return found;
  }
  const listed = (environment.variables.KUBECONFIG ?? '').split(path.delimiter).filter((name) => name !== '');
  const names = listed.length > 0 ? listed : [path.join(environment.homeDirectory, '.kube', 'config')];
  const found: Kubeconfig[] = [];
  for (const name of new Set(names.map((file) => path.resolve(file)))) {
    const one = await readOne(name);
    if (one) found.push(one);
    else if (listed.length > 0) environment.warn(`KUBECONFIG names ${name}, which is not there`);
  }
  return found.length > 0 ? mergeKubeconfigs(found) : undefined;
}

async function readOne(file: string): Promise<Kubeconfig | undefined> {
  try {
    return parseKubeconfig(file, inUtf8(await readFile(file)).toString('utf8'));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const {code, message} = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw cause;
    throw new UserError({
      code: 'kubeconfig-file-unreadable',
      message: `kubeconfig ${file} could not be read: ${message}`,
      remedy: 'check the permissions of the file, or name another with --kubeconfig',
      cause,
    });
  }
}

function missing(file: string): UserError {
  return new UserError({
    code: 'kubeconfig-not-found',
    message: `there is no kubeconfig ${file}`,
    remedy: 'check the path given with --kubeconfig',
  });
}

/** Several kubeconfigs as one: an entry comes from the first file that has one of that name, and so does the context. */
function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const backwards = [...files].reverse();
  return {
    files: files.flatMap((file) => file.files),
    currentContext: files.find((file) => file.currentContext !== '')?.currentContext ?? '',
    clusters: new Map(backwards.flatMap((file) => [...file.clusters])),
    users: new Map(backwards.flatMap((file) => [...file.users])),
    contexts: new Map(backwards.flatMap((file) => [...file.contexts])),
  };
}
