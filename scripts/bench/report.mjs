const WIDTHS = [10, 20, 10, 8, 8, 9, 8, 12];

/** The first line of the table. */
export const TITLES = line([
  'NAME',
  'MS (MIN-MAX)',
  'FLOOR MS',
  'RATIO',
  'TARGET',
  'PEAK MB',
  'TARGET',
  'KUBECTL MS',
]);

/** The line of one benchmark. */
export function row({name, target, targetPeak}, {program, floor, kubectl}) {
  const time = median(program.times);
  const least = median(floor.times);
  return line([
    name,
    `${round(time)} (${round(Math.min(...program.times))}-${round(Math.max(...program.times))})`,
    round(least),
    (time / least).toFixed(2),
    target,
    median(program.peaks) && round(median(program.peaks)),
    targetPeak,
    kubectl && round(median(kubectl.times)),
  ]);
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function round(number) {
  return number.toFixed(number < 100 ? 1 : 0);
}

function line(cells) {
  return cells
    .map((cell, index) => String(cell || '-').padEnd(WIDTHS[index]))
    .join('')
    .trimEnd();
}
