import process from 'node:process';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {makeCluster} from '../../scripts/bench/make-cluster.mjs';
import {SCRIPT_VARIABLES} from '../../src/capture/capture-script.ts';
import {frameLog} from '../capture/frame-log.ts';
import {type ApiObject, startApiServer, type TestApiServer} from './api-server/index.ts';

/** What the benchmark asks for, as JSON in the first argument. */
interface Scale {
  readonly recording: string;
  readonly services: number;
  readonly endpointsEach: number;
  readonly nodes: number;
  /** How long each debug pod runs. */
  readonly podSeconds: number;
  readonly compress: boolean;
}

/**
 * The test API server with a large cluster, as a program of its own: writes the path of a kubeconfig as its first line,
 * answers each line with the requests since the last one, as JSON (`GET pods` and so on: how often), and ends with its
 * input.
 */
async function main(scale: Scale): Promise<void> {
  const {objects, textsOf} = makeCluster(scale.recording, scale);
  const packed = new Map<string, Buffer>();
  const pack = (text: string): Buffer => {
    const body = packed.get(text) ?? gzipSync(text);
    // What is the same on all nodes is packed once.
    if (text.length > 10_000) packed.set(text, body);
    return body;
  };
  const server = await startApiServer({
    version: 'v1.36.2',
    compress: scale.compress,
    kubelet: async (pod) => {
      await wait(scale.podSeconds * 1000);
      const sources = askedSources(pod);
      const asked = Object.entries(textsOf(String(pod.spec?.nodeName))).filter(([name]) =>
        sources.includes(name),
      );
      return {kind: 'ran', log: frameLog(Object.fromEntries(asked), {pack})};
    },
  });
  for (const object of objects) server.put(object);
  process.stdout.write(`${server.kubeconfigPath}\n`);
  for await (const _ of createInterface({input: process.stdin}))
    process.stdout.write(`${JSON.stringify(countRequests(server))}\n`);
  await server.close();
  process.exit(0);
}

function askedSources(pod: ApiObject): readonly string[] {
  const [container] = (pod.spec?.containers ?? []) as {env: {name: string; value: string}[]}[];
  const variable = container?.env.find(({name}) => name === SCRIPT_VARIABLES.sources);
  return variable?.value.split(' ') ?? [];
}

function countRequests({requests}: TestApiServer): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const {method, path, query} of requests) {
    const words = path.split('/');
    const resource = words.find((word) => /^(?:pods|services|endpointslices|nodes|configmaps)$/.test(word));
    const what = path.endsWith('/log') ? 'log' : `${query.watch ? 'watch ' : ''}${resource ?? path}`;
    counts[`${method} ${what}`] = (counts[`${method} ${what}`] ?? 0) + 1;
  }
  requests.length = 0;
  return counts;
}

await main(JSON.parse(process.argv[2] ?? '{}') as Scale);
