import type {JsonObject} from './json.ts';

/**
 * When an object was last written, as far as its metadata tell: the latest time in `metadata.managedFields`, else its
 * creation (RFC 3339); undefined if neither is there. A hint: what is no time counts as none. `managedFields` may be left
 * out of a snapshot, and an update of the status counts as well as one of the spec.
 */
export function lastWritten(metadata: JsonObject): string | undefined {
  const fields: readonly unknown[] = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return latestTime([metadata.creationTimestamp, ...fields.map(timeOf)]);
}

function timeOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as JsonObject).time : undefined;
}

/** The latest of some times (RFC 3339); undefined if none is one. */
export function latestTime(times: readonly unknown[]): string | undefined {
  let latest: string | undefined;
  for (const time of times) {
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) continue;
    if (latest === undefined || Date.parse(time) > Date.parse(latest)) latest = time;
  }
  return latest;
}
