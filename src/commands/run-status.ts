import {EXIT, type ExitCode} from '../errors.ts';
import type {StatusReport} from '../model/index.ts';
import {type OutputFormat, planText, renderStatus} from '../render/index.ts';
import {statusOutcome} from '../status/index.ts';
import type {Call, FlagValues, Outcome, Ports} from './command.ts';
import {makeStatus, statusSources} from './make-status.ts';
import {openEvidence} from './open-evidence.ts';
import {statusTarget} from './status-target.ts';

/** Runs `status`. Throws `UserError`. */
export async function runStatus(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  const target = statusTarget(call.arguments, flags.text('selector') !== undefined);
  if (flags.isSet('dry-run')) {
    const plan = await ports.planCapture(flags, statusSources(target, true));
    return {output: planText(plan), exitCode: EXIT.ok};
  }
  const evidence = await openEvidence(flags, ports);
  const report = await makeStatus(evidence, {target, flags}, ports).finally(evidence.close);
  return {output: renderStatus(report, renderOptions(flags, ports)), exitCode: exitCodeOf(report)};
}

function renderOptions(flags: FlagValues, {colour}: Ports) {
  return {
    format: (flags.text('output') ?? 'table') as OutputFormat,
    namespaces: flags.isSet('all-namespaces'),
    headers: !flags.isSet('no-headers'),
    colour,
  };
}

function exitCodeOf(report: StatusReport): ExitCode {
  return {fine: EXIT.ok, attention: EXIT.drift, incomplete: EXIT.failure}[statusOutcome(report)];
}
