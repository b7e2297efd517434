import {readFile} from 'node:fs/promises';

/** Where systems keep the certificate authorities they trust (Go `crypto/x509/root_linux.go`, `root_darwin.go`). */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The certificate authorities that the system trusts, for clusters that name none: kubectl uses them, Node its own list.
 * Undefined where no such file is found; Node's list is then used.
 */
export async function systemCertificates(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Buffer | undefined> {
  const files = variables.SSL_CERT_FILE ? [variables.SSL_CERT_FILE] : BUNDLES;
  for (const file of files) {
    const content = await readFile(file).catch(() => undefined);
    if (content) return content;
  }
  return undefined;
}
