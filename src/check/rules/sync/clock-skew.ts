import {clusterRule, type NodeSummary} from '../../rule.ts';
import {fail, notApplicable, undecidable} from '../../verdict.ts';

/** Seconds by which a node's clock may differ from that of most nodes. */
const TOLERATED = 30;

/** Clocks of nodes that differ from the others: each is compared with ours at the moment at which it was read. */
export const CLOCK_SKEW = clusterRule({
  code: 'IPVS080',
  check: ({live}, nodes) => {
    if (!live) return undecidable("a snapshot does not record when a node's clock was read");
    const clocks = nodes.flatMap(offsetOf);
    if (clocks.length < 2) return notApplicable('fewer than two clocks could be compared');
    const usual = median(clocks.map(({offset}) => offset));
    return clocks
      .filter(({offset}) => Math.abs(offset - usual) > TOLERATED)
      .map(({name, offset}) =>
        fail({
          node: name,
          message: 'the clock of this node differs from that of the other nodes',
          evidence: [`about ${Math.round(offset - usual)} s ${offset > usual ? 'ahead' : 'behind'}`],
        }),
      );
  },
});

function offsetOf({name, clockOffset}: NodeSummary) {
  return clockOffset === undefined ? [] : [{name, offset: clockOffset}];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
