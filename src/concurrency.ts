/** Lets only so many things go on at once. */
export interface Turns {
  /** Runs the task when it is its turn. */
  readonly run: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** Resolves when it is the caller's turn, with what ends it. */
  readonly take: () => Promise<() => void>;
}

/** Turns for at most so many tasks at once, first come, first served. */
export function createTurns(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  // A turn that ends goes to whoever waits, so that nobody who comes meanwhile takes it.
  const end = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  const take = async (): Promise<() => void> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let over = false;
    return () => {
      if (!over) end();
      over = true;
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

/** Room for a few things at once, each with a name. */
export interface Room {
  /** Waits until there is room for the thing, and lets it in. */
  readonly enter: (name: string) => Promise<void>;
  /** Lets it out, if it is in. */
  readonly leave: (name: string) => void;
}

/** A room for so many. */
export function createRoom(most: number): Room {
  const turns = createTurns(most);
  const inside = new Map<string, () => void>();
  const leave = (name: string) => {
    inside.get(name)?.();
    inside.delete(name);
  };
  return {
    async enter(name) {
      const done = await turns.take();
      leave(name);
      inside.set(name, done);
    },
    leave,
  };
}

/** Runs the tasks, so many at once; gives results as they come, and begins no task before its result has room. */
export async function* inParallel<Result>(
  tasks: readonly (() => Promise<Result>)[],
  concurrency: number,
): AsyncGenerator<Result> {
  const finished: (() => Result)[] = [];
  let wake: () => void = () => undefined;
  let next = 0;
  let open = 0;
  const begin = (task: () => Promise<Result>): void => {
    open++;
    const finish = (result: () => Result): void => {
      finished.push(result);
      wake();
    };
    // A task that nobody waits for any more may fail unheard.
    task().then(
      (result) => finish(() => result),
      (error: unknown) =>
        finish(() => {
          throw error;
        }),
    );
  };
  for (;;) {
    for (let task = tasks[next]; task && open < concurrency; task = tasks[next]) {
      next++;
      begin(task);
    }
    if (open === 0) return;
    while (finished.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const result = finished.shift();
    open--;
    if (result) yield result();
  }
}
