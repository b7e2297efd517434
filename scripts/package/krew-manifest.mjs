const HOMEPAGE = 'https://github.com/kubectl-ipvs/kubectl-ipvs';

const HEAD =
  '# The manifest for krew of the latest release: npm run package -- --manifest plugin.yaml makes it.\n';

/** Fills version, addresses and checksums of a release's archives into the template of the manifest. */
export function fillIn(template, {version, archives}) {
  const values = new Map([['version', `v${version}`]]);
  for (const {platform, name, sum} of archives) {
    values.set(`uri.${platform}`, `${HOMEPAGE}/releases/download/v${version}/${name}`);
    values.set(`sha256.${platform}`, sum);
  }
  const body = template.replace(/^#.*\n/, HEAD);
  return body.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, key) => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`the template wants ${key}, which no archive gives`);
    return value;
  });
}
