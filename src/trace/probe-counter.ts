import {formatEndpoint, type ProbeResult, type ProbeSummary} from '../model/index.ts';

/** Counts what came of connects. */
export interface ProbeCounter {
  readonly add: (result: ProbeResult) => void;
  readonly summary: () => ProbeSummary;
}

/** Latencies that are kept. */
const MOST = 1000;

/** A counter that has counted nothing. */
export function createProbeCounter(): ProbeCounter {
  const landed = new Map<string, {attempts: number; failures: number}>();
  let seconds: readonly number[] = [];
  return {
    add(result) {
      const {realServer, connected} = result;
      const key = realServer ? formatEndpoint(realServer.address, realServer.port) : 'not known';
      const count = landed.get(key) ?? {attempts: 0, failures: 0};
      count.attempts++;
      if (!connected) count.failures++;
      landed.set(key, count);
      if (result.seconds !== null) seconds = [...seconds, result.seconds].slice(-MOST);
    },
    summary() {
      const rows = [...landed].map(([realServer, counts]) => ({realServer, ...counts}));
      const sorted = [...seconds].sort((one, other) => one - other);
      return {
        attempts: rows.reduce((sum, {attempts}) => sum + attempts, 0),
        failures: rows.reduce((sum, {failures}) => sum + failures, 0),
        p50: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
        max: sorted.at(-1) ?? null,
        landed: rows.sort(
          (one, other) => other.failures - one.failures || (one.realServer < other.realServer ? -1 : 1),
        ),
      };
    },
  };
}
