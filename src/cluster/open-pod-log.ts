import type {ApiClient} from '../api/index.ts';
import type {KubeProxyPod, LogRequest} from '../model/index.ts';
import {streamText} from './stream-text.ts';

/** The text of one answer, in pieces as they come. */
export type LogAnswer = AsyncIterable<string>;

/** Which part of a Pod's log, as the API takes it. */
type Part = Pick<
  LogRequest,
  'previous' | 'follow' | 'since' | 'tail' | 'timestamps' | 'signal' | 'patienceSeconds'
>;

/** The log of the kube-proxy container of a Pod. Throws `ApiError`, or the signal's reason. */
export function openPodLog(client: ApiClient, pod: KubeProxyPod, part: Part): LogAnswer {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/log`;
  const query = {
    ...(pod.container !== '' && {container: pod.container}),
    ...(part.previous && {previous: 'true'}),
    ...(part.follow && {follow: 'true'}),
    ...(part.timestamps && {timestamps: 'true'}),
    ...(part.since && {sinceTime: part.since.toISOString().replace(/\.\d+Z$/, 'Z')}),
    ...(part.tail !== undefined && {tailLines: String(part.tail)}),
  };
  // A log that is followed may be silent for hours.
  const {signal, patienceSeconds} = part;
  return streamText(client, path, {
    query,
    ...(signal && {signal}),
    ...(patienceSeconds !== undefined && !part.follow && {patienceSeconds}),
  });
}
