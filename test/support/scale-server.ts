import {createHash} from 'node:crypto';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {makeCluster} from '../../scripts/bench/make-cluster.mjs';
import {SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import {frameLog} from '../capture/frame-log.ts';
import {type ApiObject, startApiServer, type TestApiServer} from './api-server/index.ts';

/** What the benchmark asks for, as JSON in the first argument. */
interface Scale {
  readonly recording: string;
  readonly services: number;
  readonly endpointsEach: number;
  readonly nodes: number;
  /** How long each debug pod takes, or how long in the middle and in one case of a hundred. */
  readonly podSeconds: number | {readonly p50: number; readonly p99: number};
  readonly compress: boolean;
}

/**
 * The test API server with a large cluster, as a program of its own: writes the path of a kubeconfig as its first line,
 * answers each line with the requests since the last one, as JSON (`GET pods` and so on: how often), and ends with its
 * input.
 */
async function main(scale: Scale): Promise<void> {
  const {objects, textsOf} = makeCluster(scale.recording, scale);
  const assumedTexts = assumer(textsOf('node1'));
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
      await wait(1000 * podSeconds(scale.podSeconds, hashOf(String(pod.spec?.nodeName))));
      const sources = variable(pod, SCRIPT_VARIABLES.sources).split(' ');
      const texts = {
        ...textsOf(String(pod.spec?.nodeName)),
        ...assumedTexts(variable(pod, SCRIPT_VARIABLES.assumed)),
      };
      const asked = Object.entries(texts).filter(([name, text]) => text !== '' && sources.includes(name));
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

/** Times of start-ups have a long tail: they are taken to be distributed log-normally. */
function podSeconds(seconds: Scale['podSeconds'], position: number): number {
  if (typeof seconds === 'number') return seconds;
  const {p50, p99} = seconds;
  return p50 * (p99 / p50) ** (normalQuantile(position) / normalQuantile(0.99));
}

/** Where in a distribution a name stands, between 0 and 1: the same in each run. */
function hashOf(name: string): number {
  return (createHash('sha256').update(name).digest().readUInt32BE() + 0.5) / 2 ** 32;
}

/** The logistic curve comes near enough to the normal distribution's. */
function normalQuantile(share: number): number {
  return Math.log(share / (1 - share)) / 1.702;
}

function variable(pod: ApiObject, wanted: string): string {
  const [container] = (pod.spec?.containers ?? []) as {env: {name: string; value: string}[]}[];
  return container?.env.find(({name}) => name === wanted)?.value ?? '';
}

type Texts = Readonly<Record<string, string>>;

/** What the capture script makes of texts that are as the asker expects them, by the digests that it is given. */
function assumer(texts: Texts): (words: string) => Texts {
  const made = new Map<string, Texts>();
  const linesOf = (name: string) => texts[name]?.match(/.*\n/g) ?? [];
  const save = linesOf('ipvsadm-save.txt');
  const addresses = linesOf('addresses.txt');
  const bound = addresses.flatMap((line) => /kube-ipvs0 +inet6? ([^/]*)/.exec(line)?.[1] ?? []);
  const make = (words: string): Texts => {
    const isExpected = (name: string, lines: readonly string[]) =>
      ` ${words} `.includes(` ${name}=${digestOf(lines)} `);
    if (!isExpected('services', save)) return {};
    const others = addresses.filter((line) => !line.includes('kube-ipvs0'));
    const isBound = isExpected(
      'bound',
      bound.map((address) => `${address}\n`),
    );
    return {
      'ipvsadm-save.txt': '# assumed services\n',
      'ipvsadm-list.txt': '',
      'addresses.txt': (isBound ? [...others, '# assumed bound\n'] : addresses).join(''),
      'ipset-save.txt': assumedMembers(linesOf('ipset-save.txt'), isExpected).join(''),
    };
  };
  return (words) => {
    const known = made.get(words) ?? (words === '' ? {} : make(words));
    made.set(words, known);
    return known;
  };
}

function assumedMembers(
  lines: readonly string[],
  isExpected: (name: string, lines: readonly string[]) => boolean,
): readonly string[] {
  const members = new Map<string, string[]>();
  for (const line of lines) {
    const set = /^add (\S+)/.exec(line)?.[1];
    if (set !== undefined)
      members
        .set(set, members.get(set) ?? [])
        .get(set)
        ?.push(line);
  }
  return [
    ...lines.filter((line) => !line.startsWith('add ')),
    ...[...members].flatMap(([set, own]) =>
      isExpected(`set/${set}`, own) ? [`# assumed set/${set}\n`] : own,
    ),
  ];
}

function digestOf(lines: readonly string[]): string {
  return createHash('sha256')
    .update([...lines].sort().join(''))
    .digest('hex');
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
