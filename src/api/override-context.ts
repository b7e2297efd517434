import type {ChosenContext, ContextFlags} from './context-flags.ts';
import type {ClusterEntry, UserEntry} from './kubeconfig.ts';

/** The flags that name parts of the connection themselves, in the place of what the kubeconfig says of them. */
export function overrideContext(chosen: ChosenContext, flags: ContextFlags): ChosenContext {
  return {...chosen, cluster: overrideCluster(chosen.cluster, flags), user: overrideUser(chosen.user, flags)};
}

/** Without verification there is no authority either, as in client-go `tools/clientcmd/client_config.go`. */
function overrideCluster(cluster: ClusterEntry, flags: ContextFlags): ClusterEntry {
  const {caData, caFile, ...unverified} = cluster;
  return {
    ...(flags.insecureSkipTlsVerify ? {...unverified, skipTlsVerify: true} : cluster),
    ...(flags.server && {server: flags.server}),
    ...(flags.tlsServerName && {tlsServerName: flags.tlsServerName}),
  };
}

/** A token takes the place of one in a file; a client certificate is presented all the same, as by kubectl. */
function overrideUser(user: UserEntry, {token}: ContextFlags): UserEntry {
  const {tokenFile, ...rest} = user;
  return token ? {...rest, token} : user;
}
