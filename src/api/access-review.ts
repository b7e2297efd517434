import {optionalObject} from '../model/index.ts';
import type {AccessAnswer, AccessAttributes} from './api-client.ts';
import {defined} from './defined.ts';
import type {Transport} from './transport.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks the server whether the user may do this. */
export async function reviewAccess(
  transport: Transport,
  attributes: AccessAttributes,
  signal?: AbortSignal,
): Promise<AccessAnswer> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {resourceAttributes: attributes},
  };
  const request = {method: 'POST' as const, path: REVIEWS, body, repeatable: true, ...defined({signal})};
  const review = optionalObject(await transport.json(request), '');
  const status = optionalObject(review.status, 'status');
  return {
    attributes,
    allowed: status.allowed === true,
    reason: typeof status.reason === 'string' ? status.reason : '',
  };
}
