import {setTimeout as wait} from 'node:timers/promises';
import {ApiError} from './api-error.ts';
import type {ApiEnvironment} from './environment.ts';
import {classifyNetworkFailure} from './network-error.ts';

/** How often a request is sent at most. */
const ATTEMPTS = 8;

/** Milliseconds: the first pause, and the longest. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

/** A server that asks for a longer pause is taken as one that is out of order, in seconds. */
const LONGEST_ASKED = 60;

/** Milliseconds that a request may take with all its repetitions, at least. */
const LEAST_TIME = 30_000;

/** Circumstances that decide whether a failure may pass. */
export interface RetryRules {
  readonly environment: Pick<ApiEnvironment, 'random' | 'now'>;
  /** Milliseconds that one attempt may take; 0 for any. */
  readonly requestTimeout: number;
  readonly repeatable: boolean;
  /** Whether the server has answered before, so that it is worth waiting for. */
  readonly seen: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Runs the attempt until it succeeds, fails for good or has failed too often. */
export async function withRetries<Result>(
  rules: RetryRules,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const {now} = rules.environment;
  // A server that answers nothing costs the whole time of an attempt: two of them are enough to know.
  const end = now() + Math.max(LEAST_TIME, rules.requestTimeout * 2);
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const over = failures >= ATTEMPTS || now() >= end;
      if (!(error instanceof ApiError) || over || !mayPass(error, rules)) throw error;
      await pause({failures, retryAfter: error.retryAfter, random: rules.environment.random}, rules.signal);
    }
  }
}

/** Whether the same request may succeed later. */
export function mayPass(
  error: ApiError,
  {repeatable, seen}: Pick<RetryRules, 'repeatable' | 'seen'>,
): boolean {
  if ((error.retryAfter ?? 0) > LONGEST_ASKED) return false;
  // With 429 the server says that it did nothing, and with Retry-After on 5xx that it wants the request again.
  if (error.status === 429) return true;
  if (error.status >= 500) return (repeatable && error.status !== 501) || error.retryAfter !== undefined;
  const failure = classifyNetworkFailure(error);
  if (failure === 'absent') return seen();
  return failure === 'lost' && repeatable;
}

/** Where in a row of failures we are. */
export interface Setback {
  readonly failures: number;
  readonly retryAfter?: number | undefined;
  readonly random: () => number;
}

/** Waits: longer with each failure, never less than the server asked for, and not all clients at the same time. */
export async function pause(setback: Setback, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(pauseAfter(setback), undefined, signal && {signal});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** Milliseconds to wait after so many failures in a row. */
export function pauseAfter({failures, retryAfter, random}: Setback): number {
  const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  const asked = (retryAfter ?? 0) * 1000;
  return asked > 0 ? asked + random() * FIRST_PAUSE : grown * (0.5 + random() * 0.5);
}
