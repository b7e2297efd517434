/**
 * `diff` of all nodes with its progress, and when the first, half and all of them were judged: by the lines that it writes
 * to standard error.
 */
export function watchFleet(program, kubeconfig) {
  const times = new Map();
  return {
    arguments: [program, 'diff', '--all-nodes', '--concurrency', '50'],
    exitCodes: [0, 1, 2],
    withPeak: true,
    env: {KUBECONFIG: kubeconfig},
    onError(part, time) {
      for (const [, done, total] of part.matchAll(/reading: (\d+) of (\d+) nodes/g)) {
        const share = Number(done) / Number(total);
        for (const [name, from] of MARKS)
          if (share >= from && Number(done) > 0 && !times.has(name)) times.set(name, time);
      }
    },
    told: () =>
      `  judged: ${MARKS.map(([name]) => `${name} after ${((times.get(name) ?? Number.NaN) / 1000).toFixed(1)} s`).join(', ')}`,
  };
}

const MARKS = [
  ['the first', 0],
  ['half', 0.5],
  ['all', 1],
];
