import {createHash} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {SAMPLE_VARIABLES} from '../../src/capture/script/sample-script.ts';
import {frameLog} from '../capture/frame-log.ts';
import type {ApiObject, Kubelet, PodOutcome} from './api-server/index.ts';

/** One real server of a made-up node. */
export interface MadeUpReal {
  readonly address: string;
  readonly weight?: number;
  /** Connections that it has got up to now. */
  readonly connections: number;
  readonly active?: number;
}

/** A made-up virtual server at a moment. */
export interface MadeUpServer {
  /** `10.96.0.50:80`. */
  readonly socket: string;
  readonly realServers: readonly MadeUpReal[];
}

/** What stands in for nodes: tables at a number of seconds since the node's start, and troubles. */
export interface MadeUpNodes {
  /** What a capture of the node says, by file name. */
  readonly captured: (node: string) => Readonly<Record<string, string>>;
  readonly table: (node: string, seconds: number) => readonly MadeUpServer[];
  /** Changes the text of a sample on its way; undefined: the pod ends there. */
  readonly disturb?: (node: string, sequence: number, frame: string) => string | undefined;
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A kubelet whose nodes are made up: captures and samples come as the scripts would write them, but no program runs. */
export function samplingKubelet(nodes: MadeUpNodes): Kubelet {
  return (pod, signal) => {
    const node = String(pod.spec?.nodeName);
    const interval = variable(pod, SAMPLE_VARIABLES.interval);
    if (interval === undefined) return {kind: 'ran', log: frameLog(nodes.captured(node))};
    const seconds = Number(variable(pod, SAMPLE_VARIABLES.seconds));
    return {
      kind: 'ran',
      log: samples(nodes, {node, interval: Number(interval), seconds, signal}),
    } satisfies PodOutcome;
  };
}

function variable(pod: ApiObject, name: string): string | undefined {
  const [container] = (pod.spec?.containers ?? []) as {env: {name: string; value: string}[]}[];
  return container?.env.find((entry) => entry.name === name)?.value;
}

interface Sampled {
  readonly node: string;
  readonly interval: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

async function* samples(
  nodes: MadeUpNodes,
  {node, interval, seconds, signal}: Sampled,
): AsyncGenerator<Buffer> {
  const start = performance.now() / 1000;
  const uptime = () => performance.now() / 1000 + 1000;
  let last = '';
  yield Buffer.from(`kubectl-ipvs-sample 1 gzip base64 sha256 ipvsadm none ${uptime().toFixed(2)}\n`);
  for (let sequence = 1; !signal.aborted; sequence++) {
    const from = uptime().toFixed(2);
    const body = bodyOf(nodes.table(node, performance.now() / 1000 - start), sequence);
    const sum = sha256(body);
    const packed = gzipSync(body);
    const lines = packed.toString('base64').match(/.{1,3072}/g) ?? [];
    const times = `= ${sequence} ${from} ${uptime().toFixed(2)}`;
    const frame =
      sum === last
        ? `${times} same ${sum}\n`
        : `${times} ${packed.length} ${sha256(packed)} ${sum}\n${lines.join('\n')}\n.\n`;
    last = sum;
    const sent = nodes.disturb ? nodes.disturb(node, sequence, frame) : frame;
    if (sent === undefined) return;
    yield Buffer.from(sent);
    if (performance.now() / 1000 - start >= seconds) {
      yield Buffer.from(`kubectl-ipvs-sample end ${sequence} time\n`);
      return;
    }
    await wait(interval * 1000, undefined, {signal}).catch(() => undefined);
  }
}

function bodyOf(servers: readonly MadeUpServer[], sequence: number): string {
  const list = servers.flatMap(({socket, realServers}) => [
    `TCP  ${socket} rr`,
    ...realServers.map(
      ({address, weight = 1, active = 0}) =>
        `  -> ${address.padEnd(28)} Masq    ${weight}      ${active}          0         `,
    ),
  ]);
  const stats = servers.flatMap(({socket, realServers}) => [
    `TCP  ${socket.padEnd(28)} ${counters(realServers.reduce((sum, {connections}) => sum + connections, 0))}`,
    ...realServers.map(({address, connections}) => `  -> ${address.padEnd(28)} ${counters(connections)}`),
  ]);
  const version = 'IP Virtual Server version 1.2.1 (size=4096)';
  const parts = [
    '@ ipvsadm-list.txt 0',
    version,
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    ...list,
    '@ ipvsadm-stats.txt 0',
    version,
    'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
    '  -> RemoteAddress:Port',
    ...stats,
    ...(sequence % 5 === 1 ? ['@ connections 0', 'matching 0'] : []),
  ];
  return `${parts.join('\n')}\n`;
}

function counters(connections: number): string {
  return [connections, connections * 6, connections * 5, connections * 900, connections * 4000]
    .map((value) => String(value).padStart(8))
    .join(' ');
}
