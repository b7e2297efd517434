import type {StatusReport} from '../../model/index.ts';
import {type OutputFormat, renderStatus} from '../../render/index.ts';
import {statusTarget} from '../../scope/index.ts';
import {statusConclusion} from '../../status/index.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {openEvidence} from '../open-evidence.ts';
import {makeStatus, statusSources} from './make-status.ts';
import {checkWatch, watchStatus} from './watch-status.ts';

/** Runs `status`. Throws `UserError`. */
export async function runStatus(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  const target = statusTarget(call.arguments, flags.text('selector') !== undefined);
  if (flags.isSet('dry-run')) return dryRun({flags, ports}, statusSources(target, true));
  checkWatch(flags);
  const evidence = await openEvidence(flags, ports);
  const look = () => makeStatus(evidence, {target, flags}, ports);
  const render = (report: StatusReport, width: number | undefined) =>
    renderStatus(report, {...renderOptions(flags, ports), width});
  if (flags.isSet('watch'))
    return watchStatus({evidence, look, render}, flags, ports).finally(evidence.close);
  const report = await look().finally(evidence.close);
  return {output: render(report, ports.width), exitCode: exitCodeOf(statusConclusion(report))};
}

function renderOptions(flags: FlagValues, {colour, width, unicode}: Ports) {
  return {
    format: (flags.text('output') ?? 'table') as OutputFormat,
    namespaces: flags.isSet('all-namespaces'),
    headers: !flags.isSet('no-headers'),
    colour,
    width,
    unicode,
    stream: flags.isSet('watch'),
  };
}
