import {makeMigrationReport, migrationOfCluster, migrationOfNode} from '../../check/index.ts';
import {EXIT, type ExitCode, UserError} from '../../errors.ts';
import {checkedNode, checkNodes, MIGRATION_SOURCES, surroundingsOf} from '../../inspect/index.ts';
import type {Evidence, MigrationReport} from '../../model/index.ts';
import {type OutputFormat, renderMigration} from '../../render/index.ts';
import {clusterNotes, coverageNotes} from '../../scope/index.ts';
import {nodesOf} from '../choose.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {openEvidence} from '../open-evidence.ts';
import {outputOptions, placeOf, USUAL_FORMATS} from '../output-options.ts';
import {type Chosen, chosenBy, oneOf, sourceOptions} from '../read-flags.ts';

/** Flags of `check` that choose entries of the catalogue, which the migration check does not go by. */
const OTHER_FLAGS = ['code', 'exclude', 'accept'];

/** Runs `check --migration`. Throws `UserError`. */
export async function runMigration({flags}: Call, ports: Ports): Promise<Outcome> {
  const format = formatOf(flags);
  const source = sourceOptions(flags);
  const chosen = chosenBy(flags);
  if (flags.isSet('dry-run')) return dryRun({source, node: chosen.nodes.nodes[0], ports}, MIGRATION_SOURCES);
  const evidence = await openEvidence(source, ports);
  const report = await makeReport(evidence, chosen, ports).finally(evidence.close);
  const options = {...outputOptions(flags), format, ...placeOf(ports)};
  return {output: renderMigration(report, options), exitCode: exitCodeOf(report)};
}

function formatOf(flags: FlagValues): OutputFormat {
  const format = flags.text('output') ?? 'table';
  const other = OTHER_FLAGS.find((name) => flags.texts(name).length > 0);
  const usual = oneOf(USUAL_FORMATS, format);
  if (usual && other === undefined) return usual;
  throw new UserError({
    code: 'usage',
    message: `--migration cannot be combined with ${other === undefined ? `-o ${format}` : `--${other}`}`,
    remedy: other === undefined ? 'choose table, wide, json or yaml' : 'leave one of them out',
  });
}

async function makeReport(evidence: Evidence, chosen: Chosen, ports: Ports): Promise<MigrationReport> {
  const now = ports.now();
  const cluster = await evidence.readCluster();
  const nodes = nodesOf(chosen.nodes, cluster, evidence);
  const checks = {
    judge: migrationOfNode,
    sources: MIGRATION_SOURCES,
    cluster,
    nodes,
    logs: new Map(),
    compares: true,
    now,
  };
  const seen = await checkNodes(evidence, checks, ports);
  const summaries = seen.map(({summary}) => summary);
  const around = surroundingsOf(cluster, evidence, now);
  return makeMigrationReport({
    generatedAt: now.toISOString(),
    source: evidence.source,
    serverVersion: around.serverVersion,
    cluster,
    nodes: seen.map(checkedNode),
    summaries,
    results: [...seen.flatMap(({results}) => results), ...migrationOfCluster(summaries, around)],
    notes: [...clusterNotes(cluster), ...coverageNotes(cluster, evidence)],
  });
}

function exitCodeOf({migration: {readiness}, results}: MigrationReport): ExitCode {
  if (readiness === 'blocked') return EXIT.drift;
  return readiness === 'unknown' || results.some(({gap}) => gap === 'unread') ? EXIT.failure : EXIT.ok;
}
