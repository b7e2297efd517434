import {InvalidObjectError, requireObject} from '../model/index.ts';
import {reading} from './answer-kind.ts';
import type {AccessAnswer, AccessAttributes} from './api-client.ts';
import {defined} from './defined.ts';
import type {Transport} from './transport.ts';

const KIND = 'SelfSubjectAccessReview';
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/**
 * Asks the server whether the user may do this. Throws `ApiError` if the answer is no review: that somebody may not do it
 * follows only from one that says so.
 */
export async function reviewAccess(
  transport: Transport,
  attributes: AccessAttributes,
  signal?: AbortSignal,
): Promise<AccessAnswer> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: KIND,
    spec: {resourceAttributes: attributes},
  };
  const asked = {method: 'POST' as const, path: REVIEWS};
  const json = await transport.json({...asked, body, repeatable: true, ...defined({signal})});
  const {server} = transport.connection;
  return {attributes, ...reading({...asked, server}, () => readReview(json))};
}

/** Throws `InvalidObjectError`. */
function readReview(json: unknown): Omit<AccessAnswer, 'attributes'> {
  const {kind, status} = requireObject(json, '');
  if (kind !== KIND) throw new InvalidObjectError('kind', KIND, kind);
  const {allowed, reason} = requireObject(status, 'status');
  if (typeof allowed !== 'boolean') throw new InvalidObjectError('status.allowed', 'true or false', allowed);
  return {allowed, reason: typeof reason === 'string' ? reason : ''};
}
