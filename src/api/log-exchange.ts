import type {OutgoingHttpHeaders} from 'node:http';
import type {ApiEnvironment} from './environment.ts';

/** Levels of `-v`, as kubectl has them: requests, and their headers as well. */
const REQUESTS = 6;
const HEADERS = 7;

/** A request and how it went, for `-v`. */
export interface LoggedExchange {
  readonly method: string;
  readonly url: string;
  readonly headers: OutgoingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Status and reason of the answer, or why there is none. */
  readonly outcome: string;
}

/** Tells of a request at `-v=6`, and of its headers at `-v=7`; what lets the user in is not shown. */
export function logExchange({log, now}: ApiEnvironment, exchange: LoggedExchange): void {
  if (!log) return;
  const {method, url, headers, started, outcome} = exchange;
  for (const [name, value] of Object.entries(headers)) {
    log(HEADERS, `    ${name}: ${/^authorization$/i.test(name) ? '<masked>' : String(value)}`);
  }
  log(REQUESTS, `${method} ${url} ${outcome} in ${now() - started} milliseconds`);
}
