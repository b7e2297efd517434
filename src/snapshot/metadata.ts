import {UserError} from '../errors.ts';
import {optionalBoolean, optionalString, optionalStrings, requireObject} from '../model/index.ts';
import {invalid, parseJson} from './read-list.ts';

/** What `metadata.json` says of a snapshot. */
export interface SnapshotMetadata {
  /** RFC 3339. */
  readonly capturedAt: string;
  readonly serverVersion: string;
  readonly clusterName: string;
  readonly redacted: boolean;
  /** What of the API could not be read when it was taken. */
  readonly problems: readonly string[];
  readonly nodes: readonly string[];
}

const API_VERSION = /^kubectl-ipvs\/v(\d+)$/;

/** The newest snapshot layout that this program reads. */
const NEWEST_LAYOUT = 1;

/** What a snapshot of this layout says of itself. */
export const LAYOUT = `kubectl-ipvs/v${NEWEST_LAYOUT}`;

/** A node's name as Kubernetes allows it; it names a directory, so anything else is refused. */
export const NODE_NAME = /^[a-z0-9A-Z](?:[-a-z0-9A-Z.]*[a-z0-9A-Z])?$/;

/** `metadata.json` of a snapshot. Throws `UserError` if it is none, or of a newer layout. */
export function readMetadata(path: string, content: Buffer | undefined): SnapshotMetadata {
  if (!content) throw notASnapshot(path, 'it contains no metadata.json');
  const where = `${path}, metadata.json`;
  const json = parseJson(where, content.toString('utf8'));
  try {
    const object = requireObject(json, '');
    requireLayout(path, object.apiVersion, object.kind);
    const nodes = optionalStrings(object.nodes, 'nodes');
    const odd = nodes.find((name) => !NODE_NAME.test(name) || name.includes('..'));
    if (odd !== undefined) throw notASnapshot(path, `metadata.json names a node ${JSON.stringify(odd)}`);
    return {
      capturedAt: optionalString(object.capturedAt, 'capturedAt') ?? '',
      serverVersion: optionalString(object.serverVersion, 'serverVersion') ?? '',
      clusterName: optionalString(object.clusterName, 'clusterName') ?? '',
      redacted: optionalBoolean(object.redacted, 'redacted') ?? false,
      problems: optionalStrings(object.problems, 'problems'),
      nodes: [...new Set(nodes)],
    };
  } catch (cause) {
    throw invalid(where, cause);
  }
}

function requireLayout(path: string, apiVersion: unknown, kind: unknown): void {
  const layout = API_VERSION.exec(String(apiVersion))?.[1];
  if (layout === undefined || kind !== 'Snapshot')
    throw notASnapshot(path, 'metadata.json does not describe a Snapshot');
  if (Number(layout) <= NEWEST_LAYOUT) return;
  throw new UserError({
    code: 'snapshot-too-new',
    message:
      `${path} has snapshot layout ${String(apiVersion)}, but this program supports up to ` +
      `kubectl-ipvs/v${NEWEST_LAYOUT}`,
    remedy: 'upgrade the plugin: kubectl krew upgrade ipvs',
  });
}

function notASnapshot(path: string, why: string): UserError {
  return new UserError({
    code: 'snapshot-not-a-snapshot',
    message: `${path} is not a snapshot: ${why}`,
    remedy: 'give a directory or a .tar.gz that contains metadata.json, cluster/ and nodes/',
  });
}
