import process from 'node:process';
import fc from 'fast-check';

const CI_SEED = 20_260_101;

/** The seed of a run: FC_SEED where it is set, one fixed seed in CI, otherwise undefined: a new one each time. */
export function seedFrom(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const text = environment.FC_SEED;
  if (text) {
    if (!/^-?\d+$/.test(text)) throw new Error(`FC_SEED must be an integer, not ${JSON.stringify(text)}`);
    return Number(text);
  }
  return environment.CI === 'true' ? CI_SEED : undefined;
}

function report<T>(details: fc.RunDetails<T>): void {
  if (!details.failed) return;
  const again = `Run it again with FC_SEED=${details.seed}`;
  throw new Error(`${fc.defaultReportMessage(details)}\n\n${again}`, {cause: details.errorInstance});
}

/** Checks a property. A failure prints the seed that shows it again: set FC_SEED to it. */
export function checkProperty<T>(property: fc.IProperty<T>, parameters?: fc.Parameters<T>): void;
export function checkProperty<T>(
  property: fc.IAsyncProperty<T>,
  parameters?: fc.Parameters<T>,
): Promise<void>;
export function checkProperty<T>(
  property: fc.IRawProperty<T>,
  parameters: fc.Parameters<T> = {},
): Promise<void> | void {
  const seed = seedFrom(process.env);
  const settings = {reporter: report, ...(seed === undefined ? {} : {seed}), ...parameters};
  return fc.assert(property as fc.IAsyncProperty<T>, settings);
}
