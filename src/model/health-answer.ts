/**
 * What kube-proxy's `/healthz` says: it finishes the syncs that it is asked for, does not (503), or does but load balancers are
 * told to leave the node (503 from 1.30 on).
 */
export type HealthAnswer = 'healthy' | 'failing' | 'draining';

/** So much apart the two times in an answer are still one, in milliseconds. */
const SAME = 5000;

/**
 * Reads the body of `/healthz` as JSON; undefined if it is not kube-proxy's. Newer versions say `healthy`. In older ones the
 * status of the answer did, which a capture does not have; but while it is 200 `lastUpdated` is the time of the question
 * (`pkg/proxy/healthcheck/proxy_health.go`).
 */
export function readHealthAnswer(answer: unknown): HealthAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const {healthy, nodeEligible, lastUpdated, currentTime} = answer as Readonly<Record<string, unknown>>;
  const late = parseGoTime(String(currentTime)) - parseGoTime(String(lastUpdated));
  if (late > SAME && healthy !== true) return 'failing';
  if (nodeEligible === false) return 'draining';
  if (healthy === false) return 'failing';
  return healthy === true || !Number.isNaN(late) ? 'healthy' : undefined;
}

const GO_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ([+-]\d\d)(\d\d)/;

/**
 * Milliseconds since 1970 of a time as Go prints it: RFC 3339, or `2026-11-20 17:21:40.30666699 +0000 UTC m=+1202.6`, the form of
 * `time.Time.String`, in which kube-proxy's `/healthz` has them up to 1.33 at least; NaN if it is neither.
 */
function parseGoTime(text: string): number {
  const match = GO_TIME.exec(text);
  if (!match) return Date.parse(text);
  const [, date, clock, fraction = '', hours, minutes] = match;
  return Date.parse(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${hours}:${minutes}`);
}
