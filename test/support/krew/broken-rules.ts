/** Systems and processors that krew knows: `cmd/validate-krew-manifest/main.go`. */
const KREW_PLATFORMS = [
  'windows/386 windows/amd64 windows/arm64',
  'linux/386 linux/amd64 linux/arm linux/arm64 linux/ppc64le',
  'darwin/386 darwin/amd64 darwin/arm64',
].flatMap((line) => line.split(' '));

const FORBIDDEN_NAMES = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;

/** Fields of a manifest; krew reads it strictly and refuses others: `pkg/index/types.go`. */
const FIELDS = {
  root: ['apiVersion', 'kind', 'metadata', 'spec'],
  spec: ['version', 'homepage', 'shortDescription', 'description', 'caveats', 'platforms'],
  platform: ['uri', 'sha256', 'bin', 'selector', 'files'],
} as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The rules that a manifest breaks, of those that krew (`internal/index/validation/validate.go`), the checks of its index
 * (`cmd/validate-krew-manifest/main.go`) and its style guide apply; each in words.
 */
export function brokenRules(manifest: Fields, name: string): readonly string[] {
  const spec = object(manifest.spec);
  const platforms = (spec.platforms ?? []) as readonly Fields[];
  return [
    ...unknownFields(manifest, FIELDS.root),
    ...unknownFields(spec, FIELDS.spec),
    ...rules({
      'apiVersion is krew.googlecontainertools.github.com/v1alpha2':
        manifest.apiVersion === 'krew.googlecontainertools.github.com/v1alpha2',
      'kind is Plugin': manifest.kind === 'Plugin',
      'the name is safe': /^[\w-]+$/.test(name) && !FORBIDDEN_NAMES.test(name),
      'the name in the manifest is that of the file': object(manifest.metadata).name === name,
      'the version is semantic, with a v': /^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(
        text(spec.version),
      ),
      'there is a homepage': /^https:\/\//.test(text(spec.homepage)),
      'there is a short description': text(spec.shortDescription) !== '',
      'the short description is one line of at most 50 characters': /^[^\r\n]{1,50}$/.test(
        text(spec.shortDescription),
      ),
      'the description has lines of at most 80 characters': narrow(text(spec.description)),
      'the caveats have lines of at most 80 characters': narrow(text(spec.caveats)),
      'the caveats are no documentation: short, without usage':
        text(spec.caveats).split('\n').length <= 5 && !text(spec.caveats).includes('kubectl ipvs'),
      'there is a platform': platforms.length > 0,
    }),
    ...platforms.flatMap((platform, index) =>
      platformRules(platform).map((rule) => `platform ${index}: ${rule}`),
    ),
    ...overlaps(platforms),
  ];
}

function platformRules(platform: Fields): readonly string[] {
  const selector = object(platform.selector);
  const files = platform.files as readonly Fields[] | undefined;
  return [
    ...unknownFields(platform, FIELDS.platform),
    ...rules({
      'there is an uri': text(platform.uri) !== '',
      'sha256 is 64 lower-case hexadecimal digits': /^[a-f0-9]{64}$/.test(text(platform.sha256)),
      'there is a bin': text(platform.bin) !== '',
      'the bin of Windows ends with .exe, that of others does not':
        text(platform.bin).endsWith('.exe') === matches(platform, 'windows/amd64') ||
        matches(platform, 'windows/arm64'),
      'files are left out or not empty, each with from and to':
        files === undefined || (files.length > 0 && files.every(({from, to}) => from && to)),
      'the selector has labels os and arch only': Object.keys(object(selector.matchLabels)).every(
        (key) => key === 'os' || key === 'arch',
      ),
      'the selector is not empty': Object.keys(object(selector.matchLabels)).length > 0,
      'the selector matches a platform of krew': KREW_PLATFORMS.some((one) => matches(platform, one)),
    }),
  ];
}

function overlaps(platforms: readonly Fields[]): readonly string[] {
  return KREW_PLATFORMS.filter(
    (one) => platforms.filter((platform) => matches(platform, one)).length > 1,
  ).map((one) => `several platforms match ${one}`);
}

/** Whether a platform's selector matches; we write `matchLabels` only. */
function matches({selector}: Fields, platform: string): boolean {
  const [os, arch] = platform.split('/');
  const labels = object(object(selector).matchLabels);
  return (labels.os ?? os) === os && (labels.arch ?? arch) === arch;
}

function narrow(lines: string): boolean {
  return lines.split('\n').every((line) => line.length <= 80 || !line.trim().includes(' '));
}

function unknownFields(found: Fields, known: readonly string[]): readonly string[] {
  return Object.keys(found)
    .filter((key) => !known.includes(key))
    .map((key) => `krew knows no field ${key}`);
}

function rules(checks: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(checks).filter((rule) => !checks[rule]);
}

function object(value: unknown): Fields {
  return (value ?? {}) as Fields;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
