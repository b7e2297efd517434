import type {KubeProxyPod, SampleEvent} from '../model/index.ts';
import type {CapturedNode, NodeTask, PodFactory} from './capture-node.ts';
import {scriptEnvironment} from './pod-manifest.ts';
import {readCapture} from './read-capture.ts';
import {EXEC_COMMAND, execInput} from './script/exec-script.ts';

/** Encoded bytes that are read in one go: no log stands in between. */
export const EXEC_BUDGET = 60_000_000;

/** A command in a Pod ends with its connection; sampling goes on. */
export const NO_SAMPLES: SampleEvent = {
  kind: 'gap',
  reason: '--exec creates no pod, and sampling needs one: leave --exec out to see the traffic',
};

/** How often a capture that is not whole is asked for. */
const ATTEMPTS = 2;

/** Captures one node in its own kube-proxy Pod; nothing is made. What goes wrong is the node's error; only an abort is thrown. */
export async function execNode(
  factory: PodFactory,
  {node, sources, focus, room, reading}: NodeTask,
  signal: AbortSignal,
): Promise<CapturedNode> {
  const failed = (error: string): CapturedNode => ({
    capture: {node: node.name, texts: {}, error},
    used: () => undefined,
  });
  if (node.trouble !== undefined) return failed(`nothing was run there: ${node.trouble}`);
  const pod = focus?.kubeProxy?.(node.name);
  const unfit = whyUnfit(pod);
  if (!pod || unfit !== undefined)
    return failed(`${unfit}. Leave --exec out to read the node with a debug pod`);
  const variables = scriptEnvironment({
    sources,
    complete: focus?.complete ?? false,
    proxyPlaces: focus?.proxyPlaces?.(node.name),
    budget: EXEC_BUDGET,
  });
  const used = await reading.take();
  for (let attempt = 1; ; attempt++) {
    const log = await run(factory, {pod, stdin: execInput(variables, factory.nextName())}, signal);
    if (typeof log !== 'string') return {...failed(log.failure), used};
    await room.enter(node.name);
    const by = {image: pod.image, imageOrigin: 'exec', passedOver: []} as const;
    const capture = readCapture(node.name, log, {sources, by});
    if (capture.error === undefined || attempt >= ATTEMPTS) return {capture, used};
    room.leave(node.name);
  }
}

function whyUnfit(pod: KubeProxyPod | undefined): string | undefined {
  if (!pod) return 'no kube-proxy Pod runs on this node, so it cannot be read in one';
  if (pod.notRunning !== '' || pod.phase !== 'Running')
    return `the kube-proxy Pod ${pod.name} is not running (${pod.notRunning || pod.phase})`;
  return undefined;
}

async function run(
  {client, options}: PodFactory,
  {pod, stdin}: {readonly pod: KubeProxyPod; readonly stdin: string},
  signal: AbortSignal,
): Promise<string | {readonly failure: string}> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/exec`;
  const late = AbortSignal.timeout(options.timeoutSeconds * 1000);
  try {
    const result = await client.exec({
      path,
      container: pod.container,
      command: EXEC_COMMAND,
      stdin,
      signal: AbortSignal.any([signal, late]),
    });
    if (result.failure === '' || result.stdout.length > 0) return result.stdout.toString('latin1');
    return {failure: explain(result.failure)};
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted)
      return {failure: `no capture within ${options.timeoutSeconds} s. Allow more time with --timeout`};
    const {message, remedy = ''} = error as Error & {remedy?: string};
    return {
      failure: `a command could not be run in Pod ${pod.name}: ${message}${remedy && `. To go on: ${remedy}`}`,
    };
  }
}

/** Runtimes say in many ways that the image has no shell. */
function explain(failure: string): string {
  const line = failure.replace(/\s+/g, ' ').slice(0, 400);
  const remedy = 'leave --exec out to read the node with a debug pod';
  return /executable file not found|no such file|not found in \$PATH/i.test(failure)
    ? `kube-proxy's image has no shell (${line}); ${remedy}`
    : `the command in kube-proxy's Pod failed: ${line}; ${remedy}`;
}
