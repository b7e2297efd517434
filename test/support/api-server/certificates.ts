import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** A certificate and its key, in files. */
export interface KeyPair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Names and addresses that a certificate is for, and whom it names. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** As openssl writes it: `DNS:localhost,IP:127.0.0.1`. */
  readonly altNames?: string;
}

/** A certificate authority made for one test. */
export interface Authority extends KeyPair {
  issue(name: string, subject: Subject): KeyPair;
}

/** Makes a certificate authority in a directory, with the openssl program. */
export function createAuthority(directory = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-ca-'))): Authority {
  mkdirSync(directory, {recursive: true});
  const files = (name: string) => ({
    certFile: path.join(directory, `${name}.crt`),
    keyFile: path.join(directory, `${name}.key`),
  });
  const own = files('ca');
  openssl([
    'req',
    '-x509',
    ...newKey(own.keyFile),
    '-out',
    own.certFile,
    '-days',
    '2',
    '-subj',
    '/CN=test-ca',
  ]);
  const issue = (name: string, subject: Subject) => {
    const {certFile, keyFile} = files(name);
    const request = path.join(directory, `${name}.csr`);
    const extensions = path.join(directory, `${name}.ext`);
    openssl(['req', ...newKey(keyFile), '-out', request, '-subj', subjectText(subject)]);
    writeFileSync(
      extensions,
      `basicConstraints=CA:FALSE\n${subject.altNames ? `subjectAltName=${subject.altNames}\n` : ''}`,
    );
    const signer = ['-CA', own.certFile, '-CAkey', own.keyFile, '-CAcreateserial', '-days', '2'];
    openssl(['x509', '-req', '-in', request, '-out', certFile, '-extfile', extensions, ...signer]);
    return load({certFile, keyFile});
  };
  return {...load(own), issue};
}

function newKey(keyFile: string): readonly string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
}

function subjectText({commonName, organizations = []}: Subject): string {
  return [...organizations.map((name) => `/O=${name}`), `/CN=${commonName}`].join('');
}

function openssl(words: readonly string[]): void {
  execFileSync('openssl', words, {stdio: ['ignore', 'ignore', 'pipe']});
}

function load({certFile, keyFile}: {readonly certFile: string; readonly keyFile: string}): KeyPair {
  return {certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile)};
}
