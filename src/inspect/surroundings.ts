import type {Surroundings} from '../check/index.ts';
import {type ClusterState, type Evidence, parseKubeVersion, type ReportSource} from '../model/index.ts';

/** What rules may look at besides their node. */
export function surroundingsOf(cluster: ClusterState, {source, live}: Evidence, now: Date): Surroundings {
  return {cluster, serverVersion: serverVersionOf(source), now: timeOf(source, now), live};
}

function serverVersionOf(source: ReportSource) {
  return source.type === 'cluster' ? parseKubeVersion(source.serverVersion) : undefined;
}

function timeOf(source: ReportSource, now: Date): Date {
  if (source.type === 'cluster') return now;
  const captured = new Date(source.capturedAt);
  return Number.isNaN(captured.getTime()) ? now : captured;
}
