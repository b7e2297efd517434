import process from 'node:process';

const WIDTHS = [30, 22, 7, 8, 9, 8, 9, 8];

/** The first line of the table. */
export const TITLES = line([
  'NAME',
  'MS (MIN-MAX)',
  'TIMES',
  'TARGET',
  'CPU MS',
  'TIMES',
  'PEAK MB',
  'TARGET',
]);

/** The lines of one benchmark: our program, then each of the others and how many times as long ours takes. */
export function lines({name, targets = {}, targetPeak}, results) {
  const [[, own], ...others] = Object.entries(results);
  return [
    line([name, spread(timesOf(own)), '', '', part(own, 'cpu'), '', part(own, 'peak'), targetPeak]),
    ...others.map(([other, result]) => {
      const times = ratio(timesOf(own), timesOf(result));
      const cpu = result.some((one) => one.cpu === undefined)
        ? ''
        : ratio(
            own.map((one) => one.cpu),
            result.map((one) => one.cpu),
          );
      const cells = [part(result, 'cpu'), cpu, part(result, 'peak')];
      return line([`  ${other}`, spread(timesOf(result)), times, targets[other], ...cells]);
    }),
  ].join('\n');
}

function spread(times) {
  return `${round(median(times))} (${round(Math.min(...times))}-${round(Math.max(...times))})`;
}

function timesOf(results) {
  return results.map(({time}) => time);
}

function ratio(own, others) {
  return own.includes(undefined) ? '' : (median(own) / median(others)).toFixed(2);
}

function part(results, name) {
  const numbers = results.map((one) => one[name]);
  return numbers.includes(undefined) ? '' : median(numbers).toFixed(0);
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

const start = performance.now();

/** Tells on standard error what is being done: in one line that changes on a terminal, else once for each benchmark. */
export function showStep(name, step) {
  const {stderr} = process;
  const seconds = Math.round((performance.now() - start) / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${name}: ${step}`;
  if (stderr.isTTY)
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns || 80) - 1)}${text.endsWith('\n') ? '\n' : ''}`);
  else if (step === BEGIN || text.endsWith('\n')) stderr.write(`${text.trimEnd()}\n`);
}

/** The first step of a benchmark. */
export const BEGIN = 'making what it needs';

/** Takes the line of the step away from a terminal. */
export function hideStep() {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
