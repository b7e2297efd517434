import {STALLED, UserError} from '../errors.ts';
import {ApiError} from './api-error.ts';

/** Codes of failures after which the same request may well succeed: the connection was there and was lost. */
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Codes of failures to reach the server at all. */
const ABSENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOTFOUND',
]);

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH|ERR_TLS_CERT/;

/** How a failure of the network is to be taken. */
export type NetworkFailure = 'lost' | 'absent' | 'final';

/** Whether a request that failed so may be tried again. */
export function classifyNetworkFailure(error: ApiError): NetworkFailure {
  if (error.status !== 0) return 'final';
  if (LOST.has(error.reason)) return 'lost';
  return ABSENT.has(error.reason) ? 'absent' : 'final';
}

/** The error for a request that got no answer. */
export function unreachable(server: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const error = cause as NodeJS.ErrnoException;
  const reason = error.code ?? (error.message === 'socket hang up' ? 'ECONNRESET' : 'network');
  const said = error.message === 'aborted' ? 'it was cut off' : error.message || reason;
  return new ApiError({
    code: 'api-unreachable',
    message: `no answer from the API server ${server}: ${said}`,
    remedy: remedyFor(reason, said),
    status: 0,
    reason,
    serverMessage: said,
    cause,
  });
}

/** The error for a request that took longer than allowed. */
export function timedOut(server: string, milliseconds: number): ApiError {
  return new ApiError({
    code: 'api-unreachable',
    message: `no answer from the API server ${server} within ${milliseconds / 1000} s`,
    remedy: 'check the network and the server, or allow more time with --request-timeout',
    status: 0,
    reason: 'ETIMEDOUT',
    serverMessage: 'timed out',
  });
}

/** The error for an answer that stopped: nothing more of it came for so long. */
export function stalled(server: string, path: string, seconds: number): ApiError {
  return new ApiError({
    code: 'api-failed',
    message: `the response of ${server} to GET ${path} stalled: no data for ${seconds} s`,
    remedy:
      "the API server gets this from the node's kubelet: check that the node is up, or allow more time with --timeout",
    status: 504,
    reason: STALLED,
    serverMessage: 'timed out',
  });
}

/** The error for an answer that does not come to its end in any reasonable time. */
export function tooLong(server: string, path: string, seconds: number): ApiError {
  return new ApiError({
    code: 'api-failed',
    message: `the response of ${server} to GET ${path} did not complete within ${seconds} s`,
    remedy: 'check that the node and its kubelet are healthy, or allow more time with --timeout',
    status: 504,
    reason: STALLED,
    serverMessage: 'timed out',
  });
}

/** The error for an answer that is larger than any can be. */
export function tooLarge(
  server: string,
  {method, path}: {readonly method: string; readonly path: string},
  bytes: number,
): ApiError {
  return new ApiError({
    code: 'api-failed',
    message: `the response of ${server} to ${method} ${path} is larger than ${Math.floor(bytes / 1024 / 1024)} MiB`,
    remedy: 'the server or a proxy in front of it is failing: check that kubectl get works there',
    status: 200,
    reason: 'TooLarge',
    serverMessage: '',
  });
}

/** The error for a name that would lead to another path of the API. */
export function notAName(word: string): UserError {
  return new UserError({
    code: 'usage',
    message: `${word} is not a valid name of an object or a namespace`,
    remedy: 'give the name as kubectl get shows it',
  });
}

function remedyFor(reason: string, said: string): string {
  if (CERTIFICATE.test(reason)) {
    return 'check certificate-authority and tls-server-name of the cluster in the kubeconfig';
  }
  if (/^ERR_OSSL|^ERR_SSL|^EPROTO/.test(reason)) {
    return 'check the client certificate, its key and the certificate authority in the kubeconfig';
  }
  if (/^Bad response: \d+/.test(said))
    return 'the proxy refused the connection: check proxy-url or HTTPS_PROXY';
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') {
    return "the server's name cannot be resolved: check the context, the VPN and the proxy";
  }
  return 'check that kubectl get --raw /readyz works with the same context, the VPN and the proxy';
}
