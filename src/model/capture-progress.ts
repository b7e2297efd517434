/** How far a capture of several nodes is. */
export interface CaptureProgress {
  readonly done: number;
  readonly waiting: number;
  readonly failed: number;
  readonly total: number;
}

/**
 * Gives the words for each count: `reading: 12 of 200 nodes, 1 failed`. When the counts begin anew, nodes are read once more
 * to confirm what differs, and the words say so.
 */
export function createProgressWords(): (progress: CaptureProgress) => string {
  let finished = 0;
  let again = false;
  return ({done, failed, total}) => {
    if (done + failed < finished) again = true;
    finished = done + failed;
    const what = again ? 'reading again, to confirm what differs' : 'reading';
    const nodes = `${finished} of ${total} ${total === 1 ? 'node' : 'nodes'}`;
    return `${what}: ${nodes}${failed > 0 ? `, ${failed} failed` : ''}`;
  };
}
