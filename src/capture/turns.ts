/** Lets only so many things go on at once. */
export interface Turns {
  /** Runs the task when it is its turn. */
  readonly run: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

/** Turns for at most so many tasks at once, first come, first served. */
export function createTurns(most: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(task) {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      running++;
      try {
        return await task();
      } finally {
        running--;
        waiting.shift()?.();
      }
    },
  };
}
