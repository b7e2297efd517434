import type {ApiEnvironment} from './environment.ts';
import {loadKubeconfig} from './load-kubeconfig.ts';

/** Kinds of entries in a kubeconfig. */
export type KubeconfigNameKind = 'contexts' | 'clusters' | 'users';

/** The names of entries in the kubeconfig that kubectl would use. Throws `UserError`. */
export async function kubeconfigNames(
  kind: KubeconfigNameKind,
  explicit: string | undefined,
  environment: Pick<ApiEnvironment, 'variables' | 'homeDirectory' | 'warn'>,
): Promise<readonly string[]> {
  const config = await loadKubeconfig(explicit, environment);
  return config ? [...config[kind].keys()].sort() : [];
}
