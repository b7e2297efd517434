import {randomBytes} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import {homedir, hostname, userInfo} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient, ApiEnvironment} from './api/index.ts';
import type {CaptureOptions, CaptureRun} from './capture/index.ts';
import {execute, type FlagValues, type Outcome, type Ports, readVerbosity} from './cli/index.ts';
import {boundPatterns, growSlowly, optimiseLater} from './engine.ts';
import {EXIT, type ExitCode, UserError} from './errors.ts';
import type {ConnectionOptions, PodOptions} from './model/index.ts';
import {
  complain,
  createEnding,
  lineWidth,
  makeProgress,
  openScreen,
  printable,
  wantsColour,
  wantsUnicode,
  writeOut,
} from './terminal/index.ts';

declare const PLUGIN_VERSION: string;

/** The variables that the program was started with. */
const variables = {...process.env};
// It would turn off the verification of certificates in libraries of ours; kubectl knows no such variable either.
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;

/** The run whose debug pods may exist now. */
let captureRun: CaptureRun | undefined;

/** The snapshot that is being written. */
let snapshotWriter: Awaited<ReturnType<Ports['createSnapshot']>> | undefined;

/** Milliseconds that completion waits for a cluster. */
const LOOK_UP_TIME = 2000;

/** The cluster or snapshot that the call is about, once it is open. */
let opened: Parameters<typeof complain>[1]['source'];

/** The level of `-v`. */
let verbosity = 0;

/** Whether debug pods may be left though the command went well. */
let cleanupFailed = false;

const ending = createEnding({
  complain: (error) => complain(error, {verbosity, source: opened}),
  abandon: () => snapshotWriter?.discard(),
});

/** Runs a command line; resolves with the exit code when all output is written. */
async function main(words: readonly string[]): Promise<ExitCode> {
  try {
    const {output, exitCode}: Outcome = await execute(words, makePorts, {
      variables: process.env,
      width: lineWidth(),
    });
    ending.concluded();
    await writeOut(output);
    return cleanupFailed && exitCode === EXIT.ok ? EXIT.failure : exitCode;
  } catch (error) {
    return await fail(error);
  }
}

function makePorts(flags: FlagValues): Ports {
  verbosity = readVerbosity(flags);
  return {
    openSnapshot,
    openCluster,
    planCapture,
    roleText: roles,
    readFile: readUserFile,
    createSnapshot: beginSnapshot,
    readVersions: versions,
    lookUp,
    installScript,
    cleanup,
    wait: pause,
    now: () => new Date(),
    write: writeOut,
    warn,
    signal: ending.signal,
    width: lineWidth(),
    openScreen: process.stdout.isTTY
      ? (keys) => openScreen({...keys, interrupt: ending.interrupt})
      : undefined,
    colour: wantsColour(flags.text('color')),
    unicode: wantsUnicode(),
  };
}

async function openSnapshot(path: string): ReturnType<Ports['openSnapshot']> {
  const evidence = await (await import('./snapshot/index.ts')).openSnapshot(path);
  optimiseLater(process.versions.v8);
  opened ??= evidence.source;
  return evidence;
}

async function openCluster(
  ...[{connection, pods, podFlags, progress}]: Parameters<Ports['openCluster']>
): ReturnType<Ports['openCluster']> {
  const options = pods && captureOptions(pods);
  const client = await connect(connection);
  const cluster = await import('./cluster/index.ts');
  const {signal} = ending;
  const source = await cluster.clusterSource(client, {podFlags, signal});
  opened = source;
  const capture = options && (await startCapture(client, options, progress));
  return {
    source,
    namespace: client.namespace,
    nodes: undefined,
    live: true,
    readCluster: (choice) =>
      cluster.readClusterState({client, signal, ...choice}).catch(async (error) =>
        (await import('./capture/index.ts')).explainForbidden(error, client, {
          way: options,
          signal,
        }),
      ),
    captureNodes: (...request) => making(capture).run.captureNodes(...request),
    sampleNode: (request) => making(capture).run.sampleNode(request),
    readLogs: (request) => cluster.readLogs(client, request, signal),
    watchService: (request, tell) => cluster.watchService({client, now: Date.now}, request, tell),
    findPod: (namespace, name) => cluster.findPod(client, {namespace, name}, signal),
    tellJudged: (...judged) => capture?.progress.judge(...judged),
    followCapture: (tell) => capture?.progress.follow(tell),
    release: async () => capture?.run.release(),
    close: async () => {
      capture?.progress.stop();
      // What was found out is told in any case.
      await capture?.run.close().catch((error) => {
        cleanupFailed = true;
        complain(error, {verbosity, source: opened});
      });
      client.close();
    },
  };
}

/** Gets ready to make debug pods, and to remove them at the end. */
async function startCapture(client: ApiClient, options: CaptureOptions, format: string) {
  const {createCaptureRun} = await import('./capture/index.ts');
  growSlowly();
  optimiseLater(process.versions.v8);
  const progress = await makeProgress(format, verbosity);
  const {signal} = ending;
  const run = createCaptureRun({client, options, random: Math.random, signal, progress: progress.report});
  captureRun = run;
  ending.undertake(run);
  return {run, progress};
}

/** Throws for a command that said that it makes no debug pods. */
function making<Capture>(capture: Capture | undefined): Capture {
  if (!capture) throw new Error('this command makes no debug pods');
  return capture;
}

async function planCapture(
  ...[{pods, node}, sources, focus]: Parameters<Ports['planCapture']>
): ReturnType<Ports['planCapture']> {
  const {dryRun} = await import('./capture/index.ts');
  return dryRun(captureOptions(pods), {node, sources, focus});
}

async function roles(...[pods]: Parameters<Ports['roleText']>): ReturnType<Ports['roleText']> {
  const {roleText} = await import('./capture/index.ts');
  return roleText(pods);
}

async function beginSnapshot(
  ...[{path, force, redact, mapping}]: Parameters<Ports['createSnapshot']>
): ReturnType<Ports['createSnapshot']> {
  const {createSnapshot} = await import('./snapshot/index.ts');
  const unique = randomBytes(6).toString('hex');
  const redactionKey = redact ? randomBytes(32) : undefined;
  snapshotWriter = createSnapshot({path, force, unique, redactionKey, mapping});
  return snapshotWriter;
}

async function readUserFile(path: string): ReturnType<Ports['readFile']> {
  return (await import('./files/index.ts')).readUserFile(path);
}

async function installScript(
  ...[request]: Parameters<Ports['installScript']>
): ReturnType<Ports['installScript']> {
  const {installScript: install} = await import('./files/index.ts');
  return install({...request, searchPath: process.env.PATH ?? '', windows: process.platform === 'win32'});
}

async function versions(
  ...[connection]: Parameters<Ports['readVersions']>
): ReturnType<Ports['readVersions']> {
  const client = await connect(connection);
  const {readVersions} = await import('./cluster/index.ts');
  return readVersions(client, ending.signal).finally(() => client.close());
}

/** Names for completion: of the kubeconfig, else of the cluster, which has little time. */
async function lookUp(...[place, kind]: Parameters<Ports['lookUp']>): ReturnType<Ports['lookUp']> {
  const quiet = {...environment(), interactive: false, warn: () => undefined, show: () => undefined};
  if (kind === 'contexts' || kind === 'clusters' || kind === 'users') {
    return (await import('./api/index.ts')).kubeconfigNames(kind, place.connection.kubeconfig, quiet);
  }
  const client = await connect(place.connection, quiet);
  const {lookUpNames} = await import('./cluster/index.ts');
  const namespace = place.namespace ?? client.namespace;
  const signal = AbortSignal.timeout(LOOK_UP_TIME);
  return lookUpNames(client, {kind, namespace, service: place.service}, signal).finally(() => client.close());
}

async function cleanup(
  ...[{connection, ...choice}]: Parameters<Ports['cleanup']>
): ReturnType<Ports['cleanup']> {
  const client = await connect(connection);
  const {cleanup: removeLeftovers} = await import('./capture/index.ts');
  return removeLeftovers({client, signal: ending.signal, ...choice}).finally(() => client.close());
}

async function connect(options: ConnectionOptions, surroundings = environment()): Promise<ApiClient> {
  const {createApiClient, openConnection} = await import('./api/index.ts');
  return createApiClient(await openConnection(options, surroundings));
}

function environment(): ApiEnvironment {
  return {
    variables,
    homeDirectory: homedir(),
    interactive: process.stdin.isTTY === true,
    now: Date.now,
    random: Math.random,
    warn,
    show: (text) => void process.stderr.write(text),
    log,
    userAgent: `kubectl-ipvs/${PLUGIN_VERSION}`,
  };
}

function captureOptions(pods: PodOptions): CaptureOptions {
  return {...pods, owner: `${userName()}@${hostname()}`, toolVersion: PLUGIN_VERSION};
}

/** In a container the user may have a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

async function pause(seconds: number, enough?: AbortSignal): Promise<void> {
  const {signal} = ending;
  const either = enough ? AbortSignal.any([signal, enough]) : signal;
  await wait(seconds * 1000, undefined, {signal: either}).catch(() => signal.throwIfAborted());
}

/** Says on standard error what failed and what to do; a failure that nobody foresaw is our bug. */
async function fail(error: unknown): Promise<ExitCode> {
  if (ending.signal.aborted) {
    if (!cleanupFailed)
      await captureRun?.close().catch((reason) => complain(reason, {verbosity, source: opened}));
    return EXIT.interrupted;
  }
  complain(error, {verbosity, source: opened});
  return error instanceof UserError ? error.exitCode : EXIT.failure;
}

function warn(text: string): void {
  for (const line of text.trimEnd().split('\n')) process.stderr.write(`${printable(line)}\n`);
}

function log(level: number, text: string): void {
  if (level <= verbosity) process.stderr.write(`${new Date().toISOString()} ${printable(text)}\n`);
}

boundPatterns();
// One signal runs through hundreds of requests at once: that is no leak to warn of.
setMaxListeners(0);
void ending.run(() => main(process.argv.slice(2)));
