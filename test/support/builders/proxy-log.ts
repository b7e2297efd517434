import type {NodeFacts} from '../../../src/check/index.ts';

/** A log of kube-proxy in which these lines, and no other known ones, stand. */
export function aLog(
  hits: readonly {
    readonly codes: readonly string[];
    readonly signature?: string;
    readonly line: string;
    readonly previous?: boolean;
  }[],
): Pick<NodeFacts, 'log'> {
  const time = new Date('2026-11-20T11:00:00Z');
  return {
    log: {
      hits: hits.map(({codes, signature = '', line, previous = false}) => ({
        codes,
        signature,
        count: 1,
        first: time,
        last: time,
        lines: [line],
        times: [time],
        previous,
      })),
      lineCount: hits.length,
      begins: time,
      ends: time,
      lastLine: '',
      reachedApi: true,
      doubt: undefined,
      previousUnread: undefined,
    },
  };
}
