export {ruleFor} from './access-rule.ts';
export type {
  AccessAnswer,
  AccessAttributes,
  ApiClient,
  ApiRequest,
  ListOptions,
  OnItems,
  StreamOptions,
  WatchEvent,
  WatchOptions,
} from './api-client.ts';
export {ApiError} from './api-error.ts';
export {type Connection, type ConnectionOptions, openConnection} from './connection.ts';
export {createApiClient} from './create-api-client.ts';
export type {ApiEnvironment} from './environment.ts';
