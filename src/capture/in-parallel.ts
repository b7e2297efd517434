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
