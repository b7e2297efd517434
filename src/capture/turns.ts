/** Lets only so many things go on at once. */
export interface Turns {
  /** Runs the task when it is its turn. */
  readonly run: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** Resolves when it is the caller's turn, with what ends it. */
  readonly take: () => Promise<() => void>;
}

/** Turns for at most so many tasks at once, first come, first served. */
export function createTurns(most: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  const take = async (): Promise<() => void> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      running--;
      waiting.shift()?.();
    };
  };
  return {
    take,
    async run(task) {
      const done = await take();
      try {
        return await task();
      } finally {
        done();
      }
    },
  };
}
