import {type SyncFacts, type SyncFamily, type SyncStatus, waitingFamilies} from '../model/index.ts';

/** The syncs of a kube-proxy at the time of the capture, in seconds since 1970. */
export function syncStatus(facts: SyncFacts | undefined, capturedAt: number): SyncStatus | null {
  if (!facts) return null;
  const last: Partial<Record<SyncFamily, string>> = {};
  const age: Partial<Record<SyncFamily, number>> = {};
  for (const [family, time] of [...facts.last].sort()) {
    last[family] = timeText(time);
    age[family] = Math.max(0, Math.round(capturedAt - time));
  }
  return {
    last,
    age,
    p99: facts.p99 ?? null,
    queued: waitingFamilies(facts).length > 0,
    pendingServices: facts.pendingServices ?? null,
    pendingEndpoints: facts.pendingEndpoints ?? null,
    startedAt: facts.startedAt === undefined ? null : timeText(facts.startedAt),
  };
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
