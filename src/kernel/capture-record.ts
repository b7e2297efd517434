import type {CaptureSource, JsonObject, NodeCapture} from '../model/index.ts';

/** A command of the capture that gave no text. */
export interface FailedCommand {
  readonly source: string;
  /** The program: `curl`, `ipset`, `cat`. */
  readonly tool: string;
  /** `exit=7`, `missing`, `not-in-kernel`, `incomplete`. */
  readonly status: string;
  /** What was asked for, such as `10249/metrics`; empty for a program of the node. */
  readonly target: string;
}

/** What came of one question to one of kube-proxy's HTTP ports. */
export interface RecordedReply {
  readonly source: string;
  readonly program: string;
  /** `ADDRESS:PORT`. */
  readonly place: string;
  /** The HTTP status, or `refused`, `silent`, `dropped`, … */
  readonly answer: string;
}

/** What a capture notes of itself in `capture.json`. */
export interface CaptureRecord {
  /** By the node's own clock, as the times in its metrics are; undefined if the record does not tell. */
  readonly finishedAt: Date | undefined;
  readonly failed: readonly FailedCommand[];
  /** What came of each question to kube-proxy; empty in captures of format 1. */
  readonly replies: readonly RecordedReply[];
  /** What failed commands wrote on standard error, by file. */
  readonly stderr: Readonly<Record<string, string>>;
}

const NOTHING: CaptureRecord = {finishedAt: undefined, failed: [], replies: [], stderr: {}};

const records = new WeakMap<NodeCapture['texts'], CaptureRecord>();

/** The record of a capture; empty where there is none, or none that can be read. */
export function readCaptureRecord({texts}: Pick<NodeCapture, 'texts'>): CaptureRecord {
  const known = records.get(texts);
  if (known) return known;
  const record = parseRecord(texts['capture.json']);
  records.set(texts, record);
  return record;
}

function parseRecord(text: string | undefined): CaptureRecord {
  if (text === undefined) return NOTHING;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  if (!isJsonObject(record)) return NOTHING;
  const {finishedAt, failedCommands, kubeProxyReplies, stderr} = record;
  const finished = new Date(typeof finishedAt === 'string' ? finishedAt : Number.NaN);
  const lines = Array.isArray(failedCommands) ? failedCommands : [];
  return {
    finishedAt: Number.isNaN(finished.getTime()) ? undefined : finished,
    failed: lines.flatMap((line) => (typeof line === 'string' ? [failedCommand(line)] : [])),
    replies: Array.isArray(kubeProxyReplies) ? kubeProxyReplies.map(replyOf) : [],
    stderr: isJsonObject(stderr) ? textsIn(stderr) : {},
  };
}

/** What captures made by hand have: the command itself, `kube-proxy-mode.txt exit=28: curl -sf http://127.0.0.1:10249/x`. */
const WHOLE_COMMAND = /^(\S+) (exit=\d+): (\S+) (?:.*\s)?(?:https?:\/\/)?(\S+)$/;

/** `kube-proxy-metrics.txt curl exit=7 10249/metrics`. */
function failedCommand(line: string): FailedCommand {
  const [whole, file = '', exit = '', program = '', asked = ''] = WHOLE_COMMAND.exec(line) ?? [];
  if (whole !== undefined)
    return {source: file, tool: program, status: exit, target: asked.replace(/^https?:\/\//, '')};
  const [source = '', tool = '', status = '', ...target] = line.split(' ');
  return {source, tool, status, target: target.join(' ')};
}

/** Anything but an object reads as empty: a record that somebody edited tells nothing. */
function replyOf(entry: unknown): RecordedReply {
  const {source, program, place, answer} = isJsonObject(entry) ? entry : {};
  return {source: String(source), program: String(program), place: String(place), answer: String(answer)};
}

function textsIn(object: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Why a source was not captured, as far as the capture itself says. */
export function whyMissing(capture: Pick<NodeCapture, 'texts'>, source: CaptureSource): string {
  const failed = readCaptureRecord(capture).failed.find((command) => command.source === source);
  return `${source} was not captured${failed ? `: ${reasonOf(failed)}` : ''}`;
}

function reasonOf({tool, status}: FailedCommand): string {
  if (status === 'missing' || status === 'exit=127')
    return `${tool.replace('/', ' or ')} is not in the image of the debug pod`;
  if (status === 'not-in-kernel') return 'the kernel does not support it';
  // Captures of format 1 have exit statuses of curl(1) instead of words.
  if (status === 'refused' || (tool === 'curl' && status === 'exit=7'))
    return "nothing listens on kube-proxy's port";
  if (status === 'silent' || status === 'dropped' || (tool === 'curl' && status === 'exit=28'))
    return 'kube-proxy did not respond in time';
  return `${tool} failed (${status})`;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
