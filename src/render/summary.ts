import {type Assessment, completeCommand, escapeJson, type ReportSource} from '../model/index.ts';
import {API_VERSION} from './document-parts.ts';

/** What a summary is made of, of any report. */
export interface Summarised {
  readonly source: ReportSource;
  readonly generatedAt: string;
  readonly assessment: Assessment;
  /** Nodes by what they are, such as `in-sync`. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Why nodes could not be read. */
  readonly unread: readonly string[];
}

/** Bytes of a summary: small enough for the context of a model, or a message. */
const MOST_BYTES = 4000;

/** Characters of a sentence in it. */
const MOST_CHARACTERS = 300;

/**
 * What a report comes to as one JSON document of less than 4 KB: the headline, then the worst impacts and causes with what to
 * run, as many as fit, and how many there are.
 */
export function summaryOf(report: Summarised): string {
  for (let most = 8; ; most--) {
    const text = `${escapeJson(JSON.stringify(document(report, most), null, 1))}\n`;
    if (Buffer.byteLength(text) <= MOST_BYTES || most === 0) return text;
  }
}

function document({source, generatedAt, assessment, nodes, unread}: Summarised, most: number) {
  const {headline, impact, causes} = assessment;
  const command = (one: NonNullable<typeof headline>['next']) => one && completeCommand(one, source).command;
  return {
    apiVersion: API_VERSION,
    kind: 'Summary',
    generatedAt,
    nodes,
    verdict: headline
      ? {impact: short(headline.impact), cause: short(headline.cause), next: command(headline.next)}
      : null,
    impact: {
      total: impact.length,
      worst: impact.slice(0, most).map(({effect, service, nodes: names, message}) => ({
        effect,
        service: service && `${service.namespace}/${service.name}`,
        nodes: names.slice(0, 3),
        message: short(message),
      })),
    },
    causes: {
      total: causes.length,
      first: causes.slice(0, Math.ceil(most / 2)).map((cause) => ({
        kind: cause.kind,
        code: cause.code,
        nodes: cause.nodes.slice(0, 3),
        message: short(cause.message),
        evidence: cause.evidence.slice(0, 2).map(short),
        run: cause.commands.slice(0, 2).map(command),
      })),
    },
    unread: {total: unread.length, first: unread.slice(0, Math.ceil(most / 2)).map(short)},
  };
}

function short(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
