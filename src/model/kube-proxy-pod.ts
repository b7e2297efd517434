import {
  type JsonObject,
  optionalBoolean,
  optionalCount,
  optionalList,
  optionalObject,
  optionalString,
  optionalStringMap,
  optionalStrings,
  requireObject,
  requireString,
} from './json.ts';
import {type KubeVersion, parseKubeVersion} from './kube-version.ts';

/** A kube-proxy Pod. */
export interface KubeProxyPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty while the Pod is not scheduled. */
  readonly nodeName: string;
  /** The name of the container that runs kube-proxy; empty if it is not known. */
  readonly container: string;
  readonly image: string;
  /** From the image's tag. */
  readonly version: KubeVersion | undefined;
  /** Command-line flags of the container, `$(VARIABLE)` filled in where the value is known. */
  readonly flags: ReadonlyMap<string, string>;
  /** The file or directory on the node that kube-proxy writes its log into, instead of its output; undefined: it does not. */
  readonly logFile: string | undefined;
  readonly phase: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why the container does not run, such as `CrashLoopBackOff`; empty if it runs. */
  readonly notRunning: string;
  /** How its last run ended, such as `Error, exit code 1`; empty if there was none, or nothing tells. */
  readonly lastEnd: string;
  /** When its last run ended, and when the present one started (RFC 3339), as far as the API tells. */
  readonly endedAt: string | undefined;
  readonly startedAt: string | undefined;
}

/**
 * The kube-proxy Pod of a node. Of several, as while one takes the place of another or an ended one is still listed, the
 * one that runs; else the last that the API lists. Undefined if there is none.
 */
export function kubeProxyPodOn(node: string, pods: readonly KubeProxyPod[]): KubeProxyPod | undefined {
  const here = pods.filter(({nodeName}) => nodeName === node);
  const running = here.filter(({phase}) => phase === 'Running');
  return (
    running.find(({notRunning}) => notRunning === '') ??
    running.at(-1) ??
    here.find(isStarting) ??
    here.at(-1)
  );
}

function isStarting({phase}: KubeProxyPod): boolean {
  return phase === 'Pending';
}

/** A kube-proxy Pod from its JSON. Throws `InvalidObjectError` if a field that matters has another type. */
export function readKubeProxyPod(json: unknown): KubeProxyPod {
  const object = requireObject(json, '');
  const metadata = requireObject(object.metadata, 'metadata');
  const spec = optionalObject(object.spec, 'spec');
  const status = optionalObject(object.status, 'status');
  const container = proxyContainer(spec.containers);
  const image = optionalString(container.image, 'spec.containers[].image') ?? '';
  const nodeName = optionalString(spec.nodeName, 'spec.nodeName') ?? '';
  return {
    namespace: requireString(metadata.namespace, 'metadata.namespace'),
    name: requireString(metadata.name, 'metadata.name'),
    labels: optionalStringMap(metadata.labels, 'metadata.labels'),
    nodeName,
    container: optionalString(container.name, 'spec.containers[].name') ?? '',
    image,
    version: versionOfImage(image),
    ...readCommandLine(container, {
      'spec.nodeName': nodeName || undefined,
      'status.hostIP': optionalString(status.hostIP, 'status.hostIP'),
      'status.podIP': optionalString(status.podIP, 'status.podIP'),
    }),
    phase: optionalString(status.phase, 'status.phase') ?? '',
    ...readContainerStatus(status, container),
  };
}

/** The container that runs kube-proxy: by name, by image, else the first. */
function proxyContainer(json: unknown): JsonObject {
  const containers = optionalList(json, 'spec.containers').map((entry) =>
    requireObject(entry, 'spec.containers[]'),
  );
  return (
    containers.find((container) => container.name === 'kube-proxy') ??
    containers.find((container) => String(container.image).includes('kube-proxy')) ??
    containers[0] ??
    {}
  );
}

function versionOfImage(image: string): KubeVersion | undefined {
  const reference = image.split('@')[0] ?? '';
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? parseKubeVersion(reference.slice(colon + 1)) : undefined;
}

/** What the downward API fills in of a Pod: by field path; undefined: not known. */
type DownwardFields = Readonly<Record<string, string | undefined>>;

function readCommandLine(
  container: JsonObject,
  fields: DownwardFields,
): Pick<KubeProxyPod, 'flags' | 'logFile'> {
  const commandLine = [
    ...optionalStrings(container.command, 'spec.containers[].command'),
    ...optionalStrings(container.args, 'spec.containers[].args'),
  ];
  const words = commandLine.flatMap((word) => (/\s--/.test(word) ? word.split(/\s+/) : [word]));
  const environment = readEnvironment(container.env, fields);
  const flags = new Map<string, string>();
  words.forEach((word, index) => {
    const match = /^--?([a-z][a-z0-9_-]*)(?:=(.*))?$/.exec(word);
    if (!match?.[1]) return;
    const next = words[index + 1];
    const value = match[2] ?? (next !== undefined && !next.startsWith('-') ? next : 'true');
    const filled = fillIn(value.replace(/^"(.*)"$/, '$1'), environment);
    // kube-proxy takes `_` for `-` in the name of a flag.
    if (filled !== undefined) flags.set(match[1].replaceAll('_', '-'), filled);
  });
  return {flags, logFile: logFileOf(commandLine.join(' '), flags)};
}

/** A shell's redirection, as on GKE; or klog's own flags, which count only where it does not write to its output. */
function logFileOf(commandLine: string, flags: ReadonlyMap<string, string>): string | undefined {
  const redirected = /(?:^|[\s;])(?:1|&)?>>?\s*(\/[^\s;&|]+)/.exec(commandLine)?.[1];
  if (redirected !== undefined && redirected !== '/dev/null') return redirected;
  if (flags.get('logtostderr') !== 'false' || flags.get('alsologtostderr') === 'true') return undefined;
  return flags.get('log-file') ?? flags.get('log-dir') ?? '/tmp';
}

/** A variable as Kubernetes writes it, `$(NAME)`, or as a shell does, `${NAME}` and `$NAME`. */
const VARIABLE = /\$\(([^)]+)\)|\$\{([^}]+)\}|\$([A-Za-z_][A-Za-z0-9_]*)/g;

function fillIn(value: string, environment: ReadonlyMap<string, string>): string | undefined {
  let known = true;
  const filled = value.replace(VARIABLE, (_, ...names: (string | undefined)[]) => {
    const found = environment.get(names[0] ?? names[1] ?? names[2] ?? '');
    known &&= found !== undefined;
    return found ?? '';
  });
  return known ? filled : undefined;
}

function readEnvironment(json: unknown, fields: DownwardFields): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const entry of optionalList(json, 'spec.containers[].env')) {
    const variable = requireObject(entry, 'spec.containers[].env[]');
    const source = optionalObject(variable.valueFrom, 'spec.containers[].env[].valueFrom');
    const fieldRef = optionalObject(source.fieldRef, 'spec.containers[].env[].valueFrom.fieldRef');
    const value =
      typeof fieldRef.fieldPath === 'string'
        ? fields[fieldRef.fieldPath]
        : optionalString(variable.value, 'spec.containers[].env[].value');
    if (value !== undefined) environment.set(String(variable.name), value);
  }
  return environment;
}

function readContainerStatus(status: JsonObject, container: JsonObject) {
  const statuses = optionalList(status.containerStatuses, 'status.containerStatuses').map((entry) =>
    requireObject(entry, 'status.containerStatuses[]'),
  );
  const own = statuses.find((entry) => entry.name === container.name) ?? statuses[0] ?? {};
  const state = optionalObject(own.state, 'status.containerStatuses[].state');
  const waiting = optionalObject(state.waiting, 'status.containerStatuses[].state.waiting');
  const last = optionalObject(own.lastState, 'status.containerStatuses[].lastState');
  const ended = endOf(state.terminated ?? last.terminated);
  const running = optionalObject(state.running, 'status.containerStatuses[].state.running');
  return {
    ...ended,
    startedAt: optionalString(running.startedAt, 'status.containerStatuses[].state.running.startedAt'),
    ready: optionalBoolean(own.ready, 'status.containerStatuses[].ready') ?? false,
    restarts: optionalCount(own.restartCount, 'status.containerStatuses[].restartCount') ?? 0,
    notRunning:
      optionalString(waiting.reason, 'status.containerStatuses[].state.waiting.reason') ??
      (state.terminated ? 'it ended' : ''),
  };
}

function endOf(json: unknown): Pick<KubeProxyPod, 'lastEnd' | 'endedAt'> {
  const path = 'status.containerStatuses[].state.terminated';
  const end = optionalObject(json, path);
  const reason = optionalString(end.reason, `${path}.reason`) ?? '';
  const code = optionalCount(end.exitCode, `${path}.exitCode`);
  return {
    lastEnd: [reason, code === undefined ? '' : `exit code ${code}`].filter((part) => part !== '').join(', '),
    endedAt: optionalString(end.finishedAt, `${path}.finishedAt`),
  };
}
