import type {LogFeed} from '../../logs/index.ts';

/** So many logs are opened at the same time; once open, they may all stay so. */
const AT_ONCE = 100;

/** The feeds, of which the first entries are asked for a few at a time. */
export function openSome(feeds: readonly LogFeed[]): readonly LogFeed[] {
  let free = AT_ONCE;
  const waiting: (() => void)[] = [];
  const enter = async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return feeds.map((feed) => {
    let opened = false;
    return async () => {
      if (opened) return feed();
      opened = true;
      await enter();
      return feed().finally(leave);
    };
  });
}
