import type {StatusReport} from '../../model/index.ts';
import {renderStatus} from '../../render/index.ts';
import {type StatusTarget, statusTarget} from '../../scope/index.ts';
import {statusConclusion} from '../../status/index.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {readLeniency} from '../leniency.ts';
import {openEvidence} from '../open-evidence.ts';
import {type OutputOptions, outputOptions, placeOf} from '../output-options.ts';
import {chosenBy, type SourceOptions, sourceOptions} from '../read-flags.ts';
import {makeStatus, type StatusRequest, statusSources} from './make-status.ts';
import {watchInterval, watchStatus} from './watch-status.ts';

/** A checked call of `status`. */
interface StatusOptions extends OutputOptions, StatusRequest {
  readonly source: SourceOptions;
  readonly target: StatusTarget;
  /** Seconds between looks; undefined: one look. */
  readonly interval: number | undefined;
  readonly dryRun: boolean;
}

async function statusOptions({arguments: words, flags}: Call, ports: Ports): Promise<StatusOptions> {
  const chosen = chosenBy(flags);
  return {
    ...(await readLeniency(flags, ports)),
    ...outputOptions(flags),
    ...chosen,
    source: sourceOptions(flags),
    target: statusTarget(words, chosen.services.selector !== undefined),
    interval: flags.isSet('dry-run') ? undefined : watchInterval(flags),
    dryRun: flags.isSet('dry-run'),
  };
}

/** Runs `status`. Throws `UserError`. */
export async function runStatus(call: Call, ports: Ports): Promise<Outcome> {
  const options = await statusOptions(call, ports);
  const {source, target, interval, format} = options;
  if (options.dryRun)
    return dryRun({source, node: options.nodes.nodes[0], ports}, statusSources(target, true));
  const evidence = await openEvidence(source, ports);
  const look = () => makeStatus(evidence, options, ports);
  const render = (report: StatusReport, width: number | undefined) =>
    renderStatus(report, {...options, ...placeOf(ports), width, stream: interval !== undefined});
  if (interval !== undefined && evidence.live)
    return watchStatus({evidence, look, render, interval, format}, ports).finally(evidence.close);
  const report = await look().finally(evidence.close);
  return {output: render(report, ports.width), exitCode: exitCodeOf(statusConclusion(report))};
}
