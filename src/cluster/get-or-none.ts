import {ApiError} from '../api/index.ts';
import type {ClusterReading} from './cluster-reading.ts';

/** One object of the API; undefined if there is none. Throws `ApiError`. */
export async function getOrNone({client, signal}: ClusterReading, path: string): Promise<unknown> {
  try {
    return await client.request({method: 'GET', path, ...(signal && {signal})});
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
