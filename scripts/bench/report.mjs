const WIDTHS = [30, 24, 8, 8, 9, 8];

/** The first line of the table. */
export const TITLES = line(['NAME', 'MS (MIN-MAX)', 'TIMES', 'TARGET', 'PEAK MB', 'TARGET']);

/** The lines of one benchmark: our program, then each of the others and how many times as long ours takes. */
export function lines({name, targets = {}, targetPeak}, results) {
  const [[, own], ...others] = Object.entries(results);
  return [
    line([name, spread(own.times), '', '', peak(own), targetPeak]),
    ...others.map(([other, result]) => {
      const times = (median(own.times) / median(result.times)).toFixed(2);
      return line([`  ${other}`, spread(result.times), times, targets[other], peak(result)]);
    }),
  ].join('\n');
}

function spread(times) {
  return `${round(median(times))} (${round(Math.min(...times))}-${round(Math.max(...times))})`;
}

function peak({peaks}) {
  return peaks.includes(undefined) ? '' : median(peaks).toFixed(0);
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
  const padded = cells.map((cell, index) => String(cell ?? '').padEnd(WIDTHS[index]));
  return padded.join('').trimEnd();
}
