import {randomBytes} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import {homedir, hostname, userInfo} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import type {ApiClient, ApiEnvironment} from './api/index.ts';
import type {CaptureOptions, CaptureRun} from './capture/index.ts';
import {execute, type FlagValues, type Outcome, type Ports, readVerbosity} from './cli/index.ts';
import {connectionOptions, podFlags} from './edge/index.ts';
import {EXIT, type ExitCode, UserError} from './errors.ts';
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
  opened ??= evidence.source;
  return evidence;
}

async function openCluster(flags: FlagValues): ReturnType<Ports['openCluster']> {
  // A command that makes no debug pods has no flags for them.
  const options = flags.text('concurrency') === undefined ? undefined : captureOptions(flags);
  const client = await connect(flags);
  const cluster = await import('./cluster/index.ts');
  const {signal} = ending;
  const source = await cluster.clusterSource(client, {podFlags: podFlags(flags), signal});
  opened = source;
  const capture = options && (await startCapture(client, options, progressFormat(flags)));
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
    captureNodes: (...request) => {
      if (!capture) throw new Error('this command has no debug pod flags');
      return capture.run.captureNodes(...request);
    },
    readLogs: (request) => cluster.readLogs(client, request, signal),
    ...(capture && {sampleNode: capture.run.sampleNode}),
    watchService: (request, tell) => cluster.watchService({client, now: Date.now}, request, tell),
    findPod: (namespace, name) => cluster.findPod(client, {namespace, name}, signal),
    ...(capture && {release: capture.run.release, ...capture.told}),
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

/** Frames that follow one another leave no room for progress. */
function progressFormat(flags: FlagValues): string {
  return flags.isSet('watch') || flags.isSet('quiet') ? 'none' : (flags.text('output') ?? 'table');
}

/** Gets ready to make debug pods, and to remove them at the end. */
async function startCapture(client: ApiClient, options: CaptureOptions, format: string) {
  const [{createCaptureRun}, {setFlagsFromString}] = await Promise.all([
    import('./capture/index.ts'),
    import('node:v8'),
  ]);
  // Otherwise the heap grows with the number of nodes, though nothing of a node is kept.
  setFlagsFromString('--heap-growing-percent=50');
  const progress = await makeProgress(format, verbosity);
  const {signal} = ending;
  const run = createCaptureRun({client, options, random: Math.random, signal, progress: progress.report});
  captureRun = run;
  ending.undertake(run);
  return {run, progress, told: {followCapture: progress.follow, tellJudged: progress.judge}};
}

async function planCapture(
  ...[flags, sources, focus]: Parameters<Ports['planCapture']>
): ReturnType<Ports['planCapture']> {
  const {dryRun} = await import('./capture/index.ts');
  return dryRun(captureOptions(flags), {node: flags.text('node') ?? 'NODE', sources, focus});
}

async function roles(flags: FlagValues): ReturnType<Ports['roleText']> {
  const {roleText} = await import('./capture/index.ts');
  return roleText({namespace: flags.text('debug-namespace') ?? '', exec: flags.isSet('exec')});
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

async function versions(flags: FlagValues): ReturnType<Ports['readVersions']> {
  const client = await connect(flags);
  const {readVersions} = await import('./cluster/index.ts');
  return readVersions(client, ending.signal).finally(() => client.close());
}

/** Names for completion: of the kubeconfig, else of the cluster, which has little time. */
async function lookUp(...[flags, kind]: Parameters<Ports['lookUp']>): ReturnType<Ports['lookUp']> {
  const quiet = {...environment(), interactive: false, warn: () => undefined, show: () => undefined};
  if (kind === 'contexts' || kind === 'clusters' || kind === 'users') {
    return (await import('./api/index.ts')).kubeconfigNames(kind, flags.text('kubeconfig'), quiet);
  }
  const client = await connect(flags, quiet);
  const {lookUpNames} = await import('./cluster/index.ts');
  const namespace = flags.text('namespace') ?? client.namespace;
  const signal = AbortSignal.timeout(LOOK_UP_TIME);
  return lookUpNames(client, {kind, namespace, signal}).finally(() => client.close());
}

async function cleanup(flags: FlagValues): ReturnType<Ports['cleanup']> {
  const client = await connect(flags);
  const {cleanup: removeLeftovers} = await import('./capture/index.ts');
  const {signal} = ending;
  const place = {client, namespace: flags.text('debug-namespace') ?? '', signal};
  const choice = {all: flags.isSet('all'), dryRun: flags.isSet('dry-run')};
  return removeLeftovers({...place, ...choice}).finally(() => client.close());
}

async function connect(flags: FlagValues, surroundings = environment()): Promise<ApiClient> {
  const {createApiClient, openConnection} = await import('./api/index.ts');
  const connection = await openConnection(connectionOptions(flags), surroundings);
  return createApiClient(connection);
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

function captureOptions(flags: FlagValues): CaptureOptions {
  return {
    image: flags.text('image'),
    imagePullSecret: flags.text('image-pull-secret'),
    namespace: flags.text('debug-namespace') ?? '',
    unprivileged: flags.isSet('unprivileged'),
    exec: flags.isSet('exec'),
    keepPods: flags.isSet('keep-pods'),
    concurrency: flags.count('concurrency'),
    timeoutSeconds: flags.seconds('timeout'),
    owner: `${userName()}@${hostname()}`,
    toolVersion: PLUGIN_VERSION,
  };
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

// Patterns of users may need time without end: then the engine goes on with a way that needs time in proportion to the text.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
// One signal runs through hundreds of requests at once: that is no leak to warn of.
setMaxListeners(0);
void ending.run(() => main(process.argv.slice(2)));
