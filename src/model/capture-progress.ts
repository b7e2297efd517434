/** How far a capture of several nodes is. */
export interface CaptureProgress {
  readonly done: number;
  readonly waiting: number;
  readonly failed: number;
  readonly total: number;
  /** Nodes that differ from the API, of those that were judged up to now; left out: none do, or nobody judges. */
  readonly differing?: readonly string[];
}

/** So many nodes are named; what is left is counted. */
const MOST_NAMES = 3;

/**
 * Gives the words for each count: `reading: 12 of 200 nodes, 1 failed; 1 differs so far: node7`. When the counts begin anew, nodes are read once more
 * to confirm what differs, and the words say so.
 */
export function createProgressWords(): (progress: CaptureProgress) => string {
  let finished = 0;
  let again = false;
  return ({done, failed, total, differing = []}) => {
    if (done + failed < finished) again = true;
    finished = done + failed;
    const what = again ? 'reading again to confirm differences' : 'reading';
    const nodes = `${finished} of ${total} ${total === 1 ? 'node' : 'nodes'}`;
    return `${what}: ${nodes}${failed > 0 ? `, ${failed} failed` : ''}${differingText(differing)}`;
  };
}

function differingText(nodes: readonly string[]): string {
  if (nodes.length === 0) return '';
  const names = nodes.slice(0, MOST_NAMES).join(', ');
  const more = nodes.length > MOST_NAMES ? ', …' : '';
  return `; ${nodes.length} ${nodes.length === 1 ? 'differs' : 'differ'} so far: ${names}${more}`;
}
