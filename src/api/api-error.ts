import {type ErrorCode, UserError} from '../errors.ts';
import {type JsonObject, optionalObject} from '../model/index.ts';
import {attributesOf, ruleFor} from './access-rule.ts';
import type {ApiRequest} from './api-client.ts';

/** What {@link ApiError} says about a request that failed. */
export interface ApiFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly status: number;
  readonly reason: string;
  readonly serverMessage: string;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A request that the API server refused, or that did not reach it. */
export class ApiError extends UserError {
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** `reason` of the server's Status, such as `AlreadyExists`; for failures of the network the system's code. */
  readonly reason: string;
  /** What the server said, in its words. */
  readonly serverMessage: string;
  /** Seconds that the server asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(failure: ApiFailure) {
    super({code: failure.code, message: failure.message, remedy: failure.remedy, cause: failure.cause});
    this.status = failure.status;
    this.reason = failure.reason;
    this.serverMessage = failure.serverMessage;
    this.retryAfter = failure.retryAfter;
  }
}

/** An answer of the server that is not a success. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: number | undefined;
}

type RequestName = Pick<ApiRequest, 'method' | 'path' | 'query'>;

/** The error for an answer that is not a success; `user` says whose credentials were used. */
export function refused(request: RequestName, {status, body, retryAfter}: Refusal, user: string): ApiError {
  const {reason, message} = readStatus(body);
  const said = message || body.trim().slice(0, 300) || `HTTP status ${status}`;
  const kind = describeRefusal({status, request, user});
  return new ApiError({
    ...kind,
    message: `${kind.what} (${status}): ${said}`,
    status,
    reason: reason || String(status),
    serverMessage: said,
    retryAfter,
  });
}

function readStatus(body: string): {readonly reason: string; readonly message: string} {
  try {
    const status = optionalObject(JSON.parse(body), '');
    return {reason: text(status, 'reason'), message: text(status, 'message')};
  } catch {
    return {reason: '', message: ''};
  }
}

function text(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

function describeRefusal(of: {
  readonly status: number;
  readonly request: RequestName;
  readonly user: string;
}) {
  const {status, request, user} = of;
  const call = `${request.method} ${request.path}`;
  if (status === 401) {
    return {
      code: 'api-unauthorized' as const,
      what: `the API server does not accept the credentials of user ${user}`,
      remedy: 'log in again as you do for kubectl; kubectl auth whoami shows whether that worked',
    };
  }
  if (status === 403) {
    return {
      code: 'api-forbidden' as const,
      what: `the API server forbids ${call} to user ${user}`,
      remedy: grantAdvice(request),
    };
  }
  if (status === 404 || status === 410) {
    return {
      code: 'api-not-found' as const,
      what: `the API server does not have ${call}`,
      remedy: 'check the name and namespace, and that the context is the cluster you mean',
    };
  }
  return {
    code: 'api-failed' as const,
    what: `the API server refused ${call}`,
    remedy:
      status === 429 || status >= 500
        ? 'the server is overloaded or failing: try again later, or with a lower --concurrency'
        : "see the server's message; an admission webhook or a quota may be the reason",
  };
}

function grantAdvice(request: RequestName): string {
  const attributes = attributesOf(request);
  if (!attributes) return 'ask the administrator of the cluster for access';
  const where = attributes.namespace ? `a Role in namespace ${attributes.namespace}` : 'a ClusterRole';
  return `ask for ${where} with the rule ${ruleFor(attributes)}`;
}
