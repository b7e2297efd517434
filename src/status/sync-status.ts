import type {SyncFacts, SyncFamily, SyncStatus} from '../model/index.ts';

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

/** Families for which a sync was asked for after the last one that succeeded, with the time of the question. */
export function waitingFamilies({last, queued}: SyncFacts): readonly (readonly [SyncFamily, number])[] {
  return [...queued].filter(([family, time]) => time > (last.get(family) ?? 0));
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
