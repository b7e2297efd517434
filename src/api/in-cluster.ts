import {readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import type {ContextFlags} from '../model/index.ts';
import {impersonate} from './choose-context.ts';
import type {ChosenContext} from './context-flags.ts';
import type {ApiEnvironment} from './environment.ts';
import {NO_IMPERSONATION} from './kubeconfig.ts';
import {overrideContext} from './override-context.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The context of a program that runs in a Pod, as its service account; undefined outside a Pod. */
export async function inClusterContext(
  environment: Pick<ApiEnvironment, 'variables' | 'serviceAccountDirectory'>,
  flags: ContextFlags,
): Promise<ChosenContext | undefined> {
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port} = environment.variables;
  const directory = environment.serviceAccountDirectory ?? SERVICE_ACCOUNT;
  const tokenFile = path.join(directory, 'token');
  if (!host || !port || !(await exists(tokenFile))) return undefined;
  const caFile = path.join(directory, 'ca.crt');
  const address = host.includes(':') ? `[${host}]` : host;
  const chosen = {
    context: 'in-cluster',
    namespace: (await readText(path.join(directory, 'namespace'))) || 'default',
    clusterName: 'in-cluster',
    cluster: {
      server: `https://${address}:${port}`,
      skipTlsVerify: false,
      disableCompression: false,
      ...((await exists(caFile)) && {caFile}),
    },
    userName: 'service-account',
    user: {tokenFile, impersonation: NO_IMPERSONATION},
    impersonation: impersonate(NO_IMPERSONATION, flags),
  };
  return overrideContext(chosen, flags);
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function readText(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}
