import {writeFileSync} from 'node:fs';

/** Parts of a kubeconfig with one cluster, user and context. */
export interface KubeconfigParts {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly namespace?: string;
  readonly context?: string;
}

/** A kubeconfig as an object. */
export function kubeconfigOf({server, cluster, user, namespace, context = 'test'}: KubeconfigParts): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [{name: `${context}-cluster`, cluster: {server, ...cluster}}],
    users: user ? [{name: `${context}-user`, user}] : [],
    contexts: [
      {
        name: context,
        context: {cluster: `${context}-cluster`, user: user ? `${context}-user` : '', namespace},
      },
    ],
  };
}

/** Writes an object as YAML (JSON is YAML) and gives the file's path. */
export function writeConfig(file: string, config: object): string {
  writeFileSync(file, JSON.stringify(config, undefined, 1), {mode: 0o600});
  return file;
}
