import {generateKeyPairSync} from 'node:crypto';
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import forge from 'node-forge';

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
  /** Names and IP addresses of a server. */
  readonly altNames?: readonly string[];
}

/** A certificate authority made for one test. */
export interface Authority extends KeyPair {
  issue(name: string, subject: Subject): KeyPair;
}

const DAY = 24 * 60 * 60 * 1000;

/** Making keys is slow, and nobody is kept out by these: all certificates of a process share one. */
const shared: {key?: string} = {};

function sharedKey(): string {
  shared.key ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: {type: 'spki', format: 'pem'},
    privateKeyEncoding: {type: 'pkcs1', format: 'pem'},
  }).privateKey;
  return shared.key;
}

/** Makes a certificate authority in a directory. */
export function createAuthority(directory = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-ca-'))): Authority {
  mkdirSync(directory, {recursive: true});
  const issuer: Subject = {commonName: 'test-ca'};
  const own = save(directory, 'ca', certificateText(issuer, {issuer, serial: 1}));
  let serial = 1;
  const issue = (name: string, subject: Subject) => {
    serial++;
    return save(directory, name, certificateText(subject, {issuer, serial}));
  };
  return {...own, issue};
}

function certificateText(subject: Subject, {issuer, serial}: {issuer: Subject; serial: number}): string {
  const key = forge.pki.privateKeyFromPem(sharedKey());
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = serial.toString(16).padStart(4, '0');
  certificate.validity.notBefore = new Date(Date.now() - DAY);
  certificate.validity.notAfter = new Date(Date.now() + 2 * DAY);
  certificate.setSubject(attributes(subject));
  certificate.setIssuer(attributes(issuer));
  certificate.setExtensions(extensions(subject, subject === issuer));
  certificate.sign(key, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

function attributes({commonName, organizations = []}: Subject): forge.pki.CertificateField[] {
  return [
    ...organizations.map((value) => ({name: 'organizationName', value})),
    {name: 'commonName', value: commonName},
  ];
}

function extensions({altNames = []}: Subject, isAuthority: boolean): object[] {
  const names = altNames.map((name) => (isIP(name) ? {type: 7, ip: name} : {type: 2, value: name}));
  return [
    {name: 'basicConstraints', cA: isAuthority, critical: true},
    ...(names.length > 0 ? [{name: 'subjectAltName', altNames: names}] : []),
  ];
}

function save(directory: string, name: string, certificate: string): KeyPair {
  const files = {certFile: path.join(directory, `${name}.crt`), keyFile: path.join(directory, `${name}.key`)};
  const contents = {cert: Buffer.from(certificate), key: Buffer.from(sharedKey())};
  writeFileSync(files.certFile, contents.cert);
  writeFileSync(files.keyFile, contents.key);
  return {...files, ...contents};
}
