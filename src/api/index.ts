export type {
  AccessAttributes,
  ApiClient,
  ApiRequest,
  ListOptions,
  WatchEvent,
  WatchOptions,
} from './api-client.ts';
export {ApiError} from './api-error.ts';
export {openConnection} from './connection.ts';
export {createApiClient} from './create-api-client.ts';
export type {ApiEnvironment} from './environment.ts';
export {type KubeconfigNameKind, kubeconfigNames} from './kubeconfig-names.ts';
