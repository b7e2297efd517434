import type {CaptureSource, NodeCapture} from '../model/index.ts';
import {type CaptureRecord, type RecordedReply, readCaptureRecord} from './capture-record.ts';

/**
 * What is known of one of kube-proxy's HTTP ports on a node: whether it was asked, where, with what, and what came back.
 * Whether it does not answer at all follows only together with where it listens: {@link isSilent}.
 */
export interface PortReplies {
  /**
   * `answered`: somewhere, with whatever HTTP status. `unanswered`: at no place where it was asked. `not-asked`: no
   * question left the debug pod, so nothing follows.
   */
  readonly outcome: 'answered' | 'unanswered' | 'not-asked';
  /** Where it was asked, `ADDRESS:PORT`, in this order. */
  readonly places: readonly string[];
  /** The program that asked, such as `curl`; empty if none did. */
  readonly program: string;
  /** Whether somewhere it took the question and never answered, as a process that was stopped does. */
  readonly hangs: boolean;
  /** Whether somewhere the port neither took nor refused a connection: the packets are dropped on the node. */
  readonly dropped: boolean;
  /** Why it was not asked, in words; empty if it was, or if nothing tells. */
  readonly why: string;
}

/** Whether kube-proxy does not answer on a port: it was asked wherever it may listen, and nothing came back. */
export function isSilent(replies: PortReplies, listensAt: readonly string[]): boolean {
  return replies.outcome === 'unanswered' && listensAt.every((place) => replies.places.includes(place));
}

const METRICS_SOURCES: readonly CaptureSource[] = [
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
];
const HEALTH_SOURCES: readonly CaptureSource[] = ['kube-proxy-healthz.json', 'kube-proxy-livez.json'];

/** Reads what came of asking kube-proxy's two ports. */
export function readPortReplies(capture: NodeCapture): {
  readonly metricsPort: PortReplies;
  readonly healthPort: PortReplies;
} {
  const record = readCaptureRecord(capture);
  const replies = [...record.replies, ...failedQuestions(record)];
  const portOf = (sources: readonly CaptureSource[]): PortReplies => {
    const own = replies.filter(({source}) => sources.some((name) => name === source));
    const texts = sources.some((source) => capture.texts[source] !== undefined);
    return summary(own, texts);
  };
  return {metricsPort: portOf(METRICS_SOURCES), healthPort: portOf(HEALTH_SOURCES)};
}

function summary(replies: readonly RecordedReply[], answeredText: boolean): PortReplies {
  const asked = replies.filter(({answer}) => answer !== 'missing');
  const has = (answer: string): boolean => asked.some((reply) => reply.answer === answer);
  const answered = answeredText || asked.some(({answer}) => /^(?:\d{3}|error)$/.test(answer));
  const unanswered = !answered && asked.length > 0;
  const without = unanswered ? 'unanswered' : 'not-asked';
  return {
    outcome: answered ? 'answered' : without,
    places: [...new Set(asked.map(({place}) => place))],
    program: asked[0]?.program ?? '',
    hangs: unanswered && has('silent'),
    dropped: unanswered && !has('silent') && has('dropped'),
    why: !answered && asked.length === 0 && replies.length > 0 ? NO_CLIENT : '',
  };
}

const NO_CLIENT = 'the image of the debug pod has no curl and no wget';

/** What was asked for: in format 1 `10249/metrics`, on 127.0.0.1; in captures made by hand `ADDRESS:10249/metrics`. */
const PORT = /^(?:(\S+):)?(10249|10256)\/\S*$/;

/** What the list of failed commands tells of questions: all of them in format 1, later that no program could ask. */
function failedQuestions({failed, stderr}: CaptureRecord): readonly RecordedReply[] {
  return failed.flatMap(({source, tool, status, target}) => {
    if (status === 'missing' && target.startsWith('/'))
      return [{source, program: '', place: '', answer: 'missing'}];
    const [, host = '127.0.0.1', port] = PORT.exec(target) ?? [];
    if (port === undefined) return [];
    return [
      {source, program: tool, place: `${host}:${port}`, answer: answerOf(tool, status, stderr[source] ?? '')},
    ];
  });
}

/** The shell's own statuses for a program that it could not run. */
const NOT_RUN = ['exit=126', 'exit=127', 'missing'];

/** curl ends with the same status where the kernel gave no answer, and where kube-proxy gave none: its words differ. */
function answerOf(program: string, status: string, words: string): string {
  if (NOT_RUN.includes(status)) return 'missing';
  if (status.startsWith('http=')) return status.slice('http='.length);
  if (program !== 'curl' || status !== 'exit=28') return status;
  return /curl: \(28\) (?:Connection timed out|Connection timeout|Failed to connect)/.test(words)
    ? 'dropped'
    : 'silent';
}
