import type {ContextFlags} from '../model/index.ts';
import type {ChosenContext} from './context-flags.ts';
import {defined} from './defined.ts';
import type {ClusterEntry, UserEntry} from './kubeconfig.ts';

/** The flags that name parts of the connection themselves, in the place of what the kubeconfig says of them. */
export function overrideContext(chosen: ChosenContext, flags: ContextFlags): ChosenContext {
  return {...chosen, cluster: overrideCluster(chosen.cluster, flags), user: overrideUser(chosen.user, flags)};
}

/**
 * Without verification there is no authority either; one that a flag names takes the place of the file's
 * (client-go `tools/clientcmd/client_config.go`).
 */
function overrideCluster(cluster: ClusterEntry, flags: ContextFlags): ClusterEntry {
  const {caData, caFile, ...unverified} = cluster;
  const authority = flags.certificateAuthority;
  return {
    ...(flags.insecureSkipTlsVerify ? {...unverified, skipTlsVerify: true} : cluster),
    ...(authority &&
      !flags.insecureSkipTlsVerify && {...unverified, skipTlsVerify: false, caFile: authority}),
    ...(flags.server && {server: flags.server}),
    ...(flags.tlsServerName && {tlsServerName: flags.tlsServerName}),
    ...(flags.disableCompression && {disableCompression: true}),
  };
}

/**
 * A token or a password takes the place of what the file says of both; a client certificate is presented all the same, as by
 * kubectl. Certificate and key are replaced one by one.
 */
function overrideUser(user: UserEntry, flags: ContextFlags): UserEntry {
  return withCertificate(withSecret(user, flags), flags);
}

function withSecret(user: UserEntry, {token, username, password}: ContextFlags): UserEntry {
  const {tokenFile, token: _token, username: _username, password: _password, ...rest} = user;
  if (token) return {...rest, token};
  if (username === undefined && password === undefined) return user;
  return {...rest, ...defined({username: username ?? user.username, password: password ?? user.password})};
}

function withCertificate(user: UserEntry, {clientCertificate, clientKey}: ContextFlags): UserEntry {
  const {certData, certFile, keyData, keyFile, ...rest} = user;
  return {
    ...rest,
    ...(clientCertificate ? {certFile: clientCertificate} : defined({certData, certFile})),
    ...(clientKey ? {keyFile: clientKey} : defined({keyData, keyFile})),
  };
}
