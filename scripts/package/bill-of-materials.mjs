import {createHash} from 'node:crypto';

/**
 * The bill of materials of a release, in CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/. It has no time of its own, so
 * that two builds of one commit give the same.
 */
export function billOfMaterials({product, packages, runtime}) {
  const components = [...packages.map(packageComponent), nodeComponent(runtime), ...runtimeParts(runtime)];
  const root = {
    type: 'application',
    'bom-ref': `pkg:generic/${product.name}@${product.version}`,
    name: product.name,
    version: product.version,
    licenses: licences(product.license),
    purl: `pkg:generic/${product.name}@${product.version}`,
  };
  const direct = [...packages.map(reference), nodeReference(runtime)];
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {component: root},
    components,
    dependencies: [
      {ref: root['bom-ref'], dependsOn: direct},
      {ref: nodeReference(runtime), dependsOn: runtimeParts(runtime).map((part) => part['bom-ref'])},
    ],
  };
  const {bomFormat, specVersion, version, ...rest} = document;
  return {bomFormat, specVersion, serialNumber: `urn:uuid:${uuidOf(rest)}`, version, ...rest};
}

function reference({name, version}) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function packageComponent(one) {
  const hash = one.integrity?.startsWith('sha512-')
    ? [{alg: 'SHA-512', content: Buffer.from(one.integrity.slice(7), 'base64').toString('hex')}]
    : [];
  return {
    type: 'library',
    'bom-ref': reference(one),
    name: one.name,
    version: one.version,
    hashes: hash,
    licenses: licences(one.license),
    purl: reference(one),
  };
}

function nodeReference({version}) {
  return `pkg:generic/node@${version}`;
}

/** Node.js itself, with the npm packages that brought it for each platform. */
function nodeComponent(runtime) {
  return {
    type: 'platform',
    'bom-ref': nodeReference(runtime),
    name: 'node',
    version: runtime.version,
    licenses: licences('MIT'),
    purl: nodeReference(runtime),
    properties: runtime.platforms.map(({platform, name, version, integrity}) => ({
      name: `kubectl-ipvs:runtime:${platform}`,
      value: `${name}@${version} ${integrity}`,
    })),
  };
}

/** Libraries inside Node.js, by what it says of itself. */
function runtimeParts({parts}) {
  return Object.entries(parts)
    .filter(([name]) => !['node', 'modules', 'napi', 'unicode', 'cldr', 'tz'].includes(name))
    .map(([name, version]) => {
      const purl = `pkg:generic/${name}@${version}`;
      return {type: 'library', 'bom-ref': purl, name, version, purl};
    });
}

function licences(expression) {
  return /^[A-Za-z0-9.+-]+$/.test(expression) ? [{license: {id: expression}}] : [{expression}];
}

function uuidOf(content) {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const variant = ((Number.parseInt(hash[16], 16) & 3) | 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join('-');
}
