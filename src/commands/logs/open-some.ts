import {createTurns} from '../../concurrency.ts';
import type {LogFeed} from '../../logs/index.ts';

/** So many logs are opened at the same time; once open, they may all stay so. */
const AT_ONCE = 100;

/** The feeds, of which the first entries are asked for a few at a time. */
export function openSome(feeds: readonly LogFeed[]): readonly LogFeed[] {
  const opening = createTurns(AT_ONCE);
  return feeds.map((feed) => {
    let opened = false;
    return () => {
      if (opened) return feed();
      opened = true;
      return opening.run(feed);
    };
  });
}
