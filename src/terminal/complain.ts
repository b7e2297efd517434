import {UserError} from '../errors.ts';
import {completeText, type ReportSource} from '../model/index.ts';
import {printable} from './printable.ts';

/** Where bugs are reported. */
const ISSUES = 'https://github.com/kubectl-ipvs/kubectl-ipvs/issues';

/** Says on standard error what failed and what to do; commands reach the source that was opened. A failure that nobody foresaw is our bug; its stack only with `-v`. */
export function complain(
  error: unknown,
  {verbosity, source}: {readonly verbosity: number; readonly source: ReportSource | undefined},
): void {
  if (error instanceof UserError) {
    const remedy = source ? completeText(error.remedy, source) : error.remedy;
    process.stderr.write(
      `error: ${printable(error.message)}\n${remedy.split('\n').map(printable).join('\n')}\n`,
    );
    return;
  }
  const detail = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: kubectl ipvs failed unexpectedly: ${printable(detail)}\n`);
  process.stderr.write(`this is a bug: report it to ${ISSUES}\n`);
  if (verbosity > 0 && error instanceof Error)
    process.stderr.write(`${error.stack?.split('\n').map(printable).join('\n')}\n`);
}
