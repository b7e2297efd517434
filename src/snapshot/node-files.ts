import type {CaptureSource, NodeRecord} from '../model/index.ts';

/** The file that tells how a node was captured. */
export const CAPTURE_RECORD: CaptureSource = 'capture.json';

/** The files of a node in a snapshot, by path. Whether it could be read stands in its capture record. */
export function nodeFiles(record: NodeRecord): ReadonlyMap<string, string> {
  const texts = Object.entries({...record.texts, [CAPTURE_RECORD]: captureRecord(record)});
  return new Map(texts.map(([source, text]) => [`nodes/${record.node}/${source}`, text]));
}

function captureRecord({texts, error, problems}: NodeRecord): string {
  const told = texts[CAPTURE_RECORD];
  if (told !== undefined && error === undefined && problems.length === 0) return told;
  const added = {
    ...(error !== undefined && {error}),
    ...(problems.length > 0 && {problems}),
  };
  return `${JSON.stringify({...parsed(told), ...added}, null, 1)}\n`;
}

function parsed(text: string | undefined): object {
  try {
    const json: unknown = JSON.parse(text ?? '{}');
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}
