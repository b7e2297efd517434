import type {LogProblem, TellProblem} from '../../inspect/index.ts';
import {groupBy} from '../../model/index.ts';

/** What could not be read of logs, told in few words. */
export interface LogProblems {
  readonly tell: TellProblem;
  /** Says which logs could not be read since the last time; equal reasons once. */
  readonly report: () => void;
  readonly any: () => boolean;
  readonly unread: () => readonly {readonly node: string; readonly reason: string}[];
}

interface Problem {
  readonly node: string;
  readonly kind: LogProblem['kind'];
  readonly reason: string;
  readonly remedy: string;
}

/** So many nodes are named. */
const MOST_NAMES = 3;

/** Gaps are told as they come, logs that cannot be read together. */
export function createLogProblems(warn: (text: string) => void): LogProblems {
  const all: Problem[] = [];
  let told = 0;
  return {
    tell(node, problem) {
      if (problem.kind === 'gap') {
        warn(`${node}: ${problem.message}`);
        return;
      }
      all.push({node, kind: problem.kind, reason: problem.message, remedy: problem.remedy});
    },
    report() {
      for (const problems of grouped(all.slice(told))) warn(sentence(problems));
      told = all.length;
    },
    any: () => all.length > 0,
    unread: () => all.map(({node, reason}) => ({node, reason})),
  };
}

/** Reasons differ only in the names of Pods and nodes. */
function grouped(problems: readonly Problem[]): readonly (readonly Problem[])[] {
  const groups = groupBy(problems, ({reason, node, remedy}) => {
    const alike = reason
      .replaceAll(node, '')
      .replace(/[a-z0-9.-]+-[a-z0-9]{5}\b|containerd:\S+|".*|\d+/g, '');
    return `${alike}\n${remedy}`;
  });
  return [...groups.values()];
}

function sentence(problems: readonly Problem[]): string {
  const names = problems.slice(0, MOST_NAMES).map(({node}) => node);
  const more = problems.length - names.length;
  const nodes = names.join(', ') + (more > 0 ? ` and ${more} more nodes` : '');
  const [first] = problems;
  const what =
    first?.kind === 'strange'
      ? `nothing can be concluded from the log of ${nodes}`
      : `the log of ${nodes} could not be read`;
  return `${what}: ${first?.reason}; ${first?.remedy}`;
}
