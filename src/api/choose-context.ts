import {didYouMean, UserError} from '../errors.ts';
import type {ContextFlags} from '../model/index.ts';
import type {ChosenContext} from './context-flags.ts';
import {defined} from './defined.ts';
import {type ClusterEntry, type Impersonation, type Kubeconfig, NO_IMPERSONATION} from './kubeconfig.ts';
import {overrideContext} from './override-context.ts';

/** The context that the flags choose, else the current one. Throws `UserError` with near names. */
export function chooseContext(config: Kubeconfig, flags: ContextFlags): ChosenContext {
  const name = flags.context || config.currentContext;
  const context = config.contexts.get(name);
  if (!context && (flags.context || !(flags.cluster || flags.server))) throw noContext(name, config);
  const {clusterName, cluster} = chooseCluster(config, context?.cluster, flags);
  const userName = flags.user || context?.user || '';
  const user = config.users.get(userName);
  if (!user && userName !== '') throw noEntry('user', userName, config);
  if (user?.execProblem !== undefined) throw badPlugin(user.execProblem, userName, config);
  const chosen = {
    context: name,
    namespace: context?.namespace || 'default',
    clusterName,
    cluster,
    userName,
    user: user ?? {impersonation: NO_IMPERSONATION},
    impersonation: impersonate(user?.impersonation ?? NO_IMPERSONATION, flags),
  };
  return overrideContext(chosen, flags);
}

function chooseCluster(config: Kubeconfig, named: string | undefined, flags: ContextFlags) {
  const clusterName = flags.cluster || named || '';
  const cluster = config.clusters.get(clusterName) ?? clusterOf(clusterName, flags);
  if (!cluster || (cluster.server === '' && !flags.server)) throw noEntry('cluster', clusterName, config);
  return {clusterName, cluster};
}

/** Where neither context nor flag names a cluster, a server is enough. */
function clusterOf(name: string, {server}: ContextFlags): ClusterEntry | undefined {
  return name === '' && server ? {server, skipTlsVerify: false, disableCompression: false} : undefined;
}

/** The flags in the place of what the kubeconfig says. Throws `UserError` for groups without a user. */
export function impersonate(base: Impersonation, flags: ContextFlags): Impersonation {
  const groups = flags.asGroups && flags.asGroups.length > 0 ? flags.asGroups : base.groups;
  const user = flags.as || base.user;
  const uid = flags.asUid || base.uid;
  if (!user && (groups.length > 0 || uid || Object.keys(base.extra).length > 0)) {
    throw new UserError({
      code: 'usage',
      message: 'a group cannot be impersonated without a user',
      remedy: 'give --as as well',
    });
  }
  return {groups, extra: base.extra, ...defined({user, uid})};
}

function noContext(name: string, config: Kubeconfig): UserError {
  const names = [...config.contexts.keys()];
  return new UserError({
    code: 'context-not-found',
    message: name
      ? `${config.files.join(', ')} has no context ${name}`
      : `${config.files.join(', ')} has no current context`,
    remedy: name ? suggest(name, names, '--context') : `choose one with --context; there are: ${list(names)}`,
  });
}

function noEntry(kind: 'cluster' | 'user', name: string, config: Kubeconfig): UserError {
  const entries = kind === 'cluster' ? config.clusters : config.users;
  const known = entries.has(name);
  return new UserError({
    code: 'context-not-found',
    message: `${config.files.join(', ')} has no ${known ? `server in its ${kind}` : kind} ${name || '(no name given)'}`,
    remedy: known ? 'correct the file' : suggest(name, [...entries.keys()], `--${kind}`),
  });
}

function badPlugin(problem: string, name: string, config: Kubeconfig): UserError {
  return new UserError({
    code: 'kubeconfig-invalid',
    message: `kubeconfig ${config.files.join(', ')}: user ${name}: ${problem}`,
    remedy: 'correct the file, or choose another user with --user or --context',
  });
}

function suggest(name: string, names: readonly string[], flag: string): string {
  return didYouMean(name, names) ?? `choose one with ${flag}; there are: ${list(names)}`;
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > 10
    ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`
    : names.join(', ');
}
