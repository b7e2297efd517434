import type {ConnectionOptions} from '../api/index.ts';
import type {FlagValues} from '../cli/index.ts';

/** kubectl's flags for the connection, as the API client takes them. */
export function connectionOptions(flags: FlagValues): ConnectionOptions {
  return {
    kubeconfig: flags.text('kubeconfig'),
    context: flags.text('context'),
    cluster: flags.text('cluster'),
    user: flags.text('user'),
    as: flags.text('as'),
    asGroups: flags.texts('as-group'),
    asUid: flags.text('as-uid'),
    server: flags.text('server'),
    token: flags.text('token'),
    username: flags.text('username'),
    password: flags.text('password'),
    clientCertificate: flags.text('client-certificate'),
    clientKey: flags.text('client-key'),
    certificateAuthority: flags.text('certificate-authority'),
    disableCompression: flags.isSet('disable-compression'),
    tlsServerName: flags.text('tls-server-name'),
    insecureSkipTlsVerify: flags.isSet('insecure-skip-tls-verify'),
    requestTimeout: flags.text('request-timeout'),
  };
}
