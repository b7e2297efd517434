import type {ApiClient} from '../api/index.ts';
import {optionalObject, type ReportSource} from '../model/index.ts';

/** Which cluster a report is about, and the flags by which a command reaches it again; asks the server for its version, so that it also shows whether it can be reached. */
export async function clusterSource(
  client: ApiClient,
  {podFlags, signal}: {readonly podFlags: readonly string[]; readonly signal?: AbortSignal | undefined},
): Promise<ReportSource> {
  const version = optionalObject(
    await client.request({method: 'GET', path: '/version', ...(signal && {signal})}),
    '',
  );
  const {context, kubectlFlags} = client;
  return {type: 'cluster', context, serverVersion: String(version.gitVersion ?? ''), kubectlFlags, podFlags};
}
