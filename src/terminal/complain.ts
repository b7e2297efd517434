import {UserError} from '../errors.ts';
import {completeText, type ReportSource} from '../model/index.ts';
import {printable} from './printable.ts';

/** Where bugs are reported. */
const ISSUES = 'https://github.com/kubectl-ipvs/kubectl-ipvs/issues';

/** What is known when a command fails. */
export interface Complaint {
  readonly verbosity: number;
  /** The source that was opened: commands reach it. */
  readonly source: ReportSource | undefined;
}

/** Says on standard error what failed and what to do. */
export function complain(error: unknown, known: Complaint): void {
  process.stderr.write(complaintText(error, known));
}

/**
 * What failed and what to do, in lines; commands reach the source that was opened. A failure that nobody foresaw is our
 * bug; its stack only with `-v`.
 */
export function complaintText(error: unknown, {verbosity, source}: Complaint): string {
  if (error instanceof UserError) {
    const remedy = source ? completeText(error.remedy, source) : error.remedy;
    return `error: ${printable(error.message)}\n${remedy.split('\n').map(printable).join('\n')}\n`;
  }
  const detail = error instanceof Error ? error.message : String(error);
  const stack =
    verbosity > 0 && error instanceof Error ? `${error.stack?.split('\n').map(printable).join('\n')}\n` : '';
  return (
    `error: kubectl ipvs failed unexpectedly: ${printable(detail)}\n` +
    `this is a bug: report it to ${ISSUES}\n${stack}`
  );
}
