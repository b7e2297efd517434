import fc from 'fast-check';

/** What happens to a log on its way. */
export type Damage = (log: string) => string;

const position = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

function onLines(log: string, change: (lines: string[]) => string[]): string {
  return `${change(log.slice(0, -1).split('\n')).join('\n')}\n`;
}

const at = (lines: readonly string[], where: number): number => Math.floor(where * lines.length);

/** Ways in which a log is damaged on its way. */
const damages: readonly fc.Arbitrary<Damage>[] = [
  position.map((where) => (log) => log.slice(0, Math.floor(where * log.length))),
  position.map((where) => (log) => log.slice(Math.floor(where * (log.length - 1)) + 1)),
  fc.tuple(position, fc.integer({min: 0, max: 6})).map(([where, bit]) => (log) => {
    const bytes = Buffer.from(log, 'latin1');
    const index = Math.floor(where * bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
    return bytes.toString('latin1');
  }),
  fc.tuple(position, fc.integer({min: 1, max: 5})).map(
    ([where, count]) =>
      (log) =>
        onLines(log, (lines) => lines.toSpliced(at(lines, where), count)),
  ),
  position.map(
    (where) => (log) =>
      onLines(log, (lines) => lines.toSpliced(at(lines, where), 0, lines[at(lines, where)] ?? '')),
  ),
  fc.tuple(position, position).map(
    ([one, other]) =>
      (log) =>
        onLines(log, (lines) => {
          const [first, second] = [at(lines, one), at(lines, other)];
          return lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
        }),
  ),
  fc.tuple(position, position).map(
    ([from, to]) =>
      (log) =>
        log.slice(0, Math.floor(Math.min(from, to) * log.length)) +
        log.slice(Math.floor(Math.max(from, to) * log.length)),
  ),
  fc.tuple(position, fc.string({minLength: 1, maxLength: 40})).map(([where, noise]) => (log) => {
    const index = Math.floor(where * log.length);
    return log.slice(0, index) + noise + log.slice(index);
  }),
];

/** One to three damages, one after the other. */
export const damageChain: fc.Arbitrary<Damage> = fc
  .array(fc.oneof(...damages), {minLength: 1, maxLength: 3})
  .map((chain) => (log) => chain.reduce((text, damage) => damage(text), log));
