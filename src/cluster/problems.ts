import {ApiError} from '../api/index.ts';

/** What is to be read, and what is not known without it. */
export interface Attempt {
  readonly what: string;
  readonly hides: string;
}

/** Collects what could not be read, in sentences for the user. */
export interface Problems {
  readonly list: readonly string[];
  add(problem: string): void;
  /** Runs the reader; if the user may not read that, notes it and gives undefined. */
  collect<Result>(attempt: Attempt, read: () => Promise<Result>): Promise<Result | undefined>;
}

/** An empty collection of problems. */
export function createProblems(): Problems {
  const list: string[] = [];
  return {
    list,
    add: (problem) => void list.push(problem),
    async collect({what, hides}, read) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 403) throw error;
        list.push(`reading ${what} is not permitted, so ${hides}; ${error.remedy}`);
        return undefined;
      }
    },
  };
}
