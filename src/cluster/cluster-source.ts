import type {ApiClient} from '../api/index.ts';
import {optionalObject, type ReportSource} from '../model/index.ts';

/** Which cluster a report is about; asks the server for its version, so that it also shows whether it can be reached. */
export async function clusterSource(client: ApiClient, signal?: AbortSignal): Promise<ReportSource> {
  const version = optionalObject(
    await client.request({method: 'GET', path: '/version', ...(signal && {signal})}),
    '',
  );
  return {type: 'cluster', context: client.context, serverVersion: String(version.gitVersion ?? '')};
}
