import {execute, type Ports} from './cli/index.ts';
import {EXIT, type ExitCode, UserError} from './errors.ts';

/** Where bugs are reported. */
const ISSUES = 'the issue tracker of kubectl-ipvs';

/** Runs a command line; resolves with the exit code when all output is written. */
async function main(words: readonly string[]): Promise<ExitCode> {
  try {
    const {output, exitCode} = await execute(words, ports);
    return await finish(output, exitCode);
  } catch (error) {
    return fail(error);
  }
}

function ports(color: string | undefined): Ports {
  return {
    openSnapshot: async (path) => (await import('./snapshot/index.ts')).openSnapshot(path),
    openCluster: () => {
      throw new UserError({
        code: 'not-available',
        message: 'this version reads snapshots only, and none was given',
        remedy: 'add --from DIR or --from FILE.tar.gz',
      });
    },
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    now: () => new Date(),
    colour: wantsColour(color),
  };
}

function wantsColour(when: string | undefined): boolean {
  if (when === 'always') return true;
  return (
    when !== 'never' && process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  );
}

function finish(output: string, exitCode: ExitCode): Promise<ExitCode> {
  return new Promise((resolve) => process.stdout.write(output, () => resolve(exitCode)));
}

/** Says on standard error what failed and what to do; a failure that nobody foresaw is our bug. */
function fail(error: unknown): ExitCode {
  if (error instanceof UserError) {
    process.stderr.write(`error: ${printable(error.message)}\n${printable(error.remedy)}\n`);
    return error.exitCode;
  }
  const detail = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `error: kubectl ipvs failed unexpectedly: ${printable(detail)}\nthis is a bug: report it to ${ISSUES}\n`,
  );
  return EXIT.failure;
}

/** Text that may come from outside, on one line and without control characters. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as head has read enough.
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failure);
});
process.on('SIGINT', () => process.exit(EXIT.interrupted));
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
