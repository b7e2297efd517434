/** So many nodes' texts are in memory at most; packed logs wait for room. */
export const READ_AHEAD = 4;

/** Room for a few things at once, each with a name. */
export interface Room {
  /** Waits until there is room for the thing, and lets it in. */
  readonly enter: (name: string) => Promise<void>;
  /** Lets it out, if it is in. */
  readonly leave: (name: string) => void;
}

/** A room for so many. */
export function createRoom(most: number): Room {
  const inside = new Set<string>();
  const waiting: (() => void)[] = [];
  return {
    async enter(name) {
      while (inside.size >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      inside.add(name);
    },
    leave(name) {
      if (inside.delete(name)) waiting.shift()?.();
    },
  };
}
