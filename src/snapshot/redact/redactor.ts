import type {
  CaptureSource,
  ClusterFile,
  NodeRecord,
  SnapshotHead,
  SnapshotWriter,
} from '../../model/index.ts';
import type {Mappings} from './mappings.ts';
import {redactNodeText} from './redact-node-text.ts';
import {redactObject} from './redact-object.ts';
import {redactText} from './redact-text.ts';

/**
 * A writer that replaces all names and addresses in what it is given, before the other writer gets it. `finished` is
 * called when all of them are known.
 */
export function redactingWriter(
  writer: SnapshotWriter,
  mappings: Mappings,
  finished: () => void = () => undefined,
): SnapshotWriter {
  const text = (given: string): string => redactText(given, mappings);
  return {
    objects: {
      items: (file: ClusterFile, items, first) =>
        writer.objects.items(
          file,
          items.map((item) => redactObject(file, item, mappings)).filter((item) => item !== undefined),
          first,
        ),
      object: (file, object) => writer.objects.object(file, redactObject(file, object, mappings)),
    },
    addNode: (record) => writer.addNode(redactRecord(record, mappings)),
    finish(head: SnapshotHead) {
      const redacted = {
        capturedAt: text(head.capturedAt),
        serverVersion: text(head.serverVersion),
        clusterName: mappings.names.map('cluster', head.clusterName),
        nodes: head.nodes.map((node) => mappings.names.map('node', node)),
        problems: head.problems.map(text),
        redacted: true,
      };
      finished();
      return writer.finish(redacted);
    },
    discard: () => writer.discard(),
  };
}

function redactRecord({node, texts, error, problems}: NodeRecord, mappings: Mappings): NodeRecord {
  const redacted = Object.entries(texts).map(([source, text]) => [
    source,
    redactNodeText(source as CaptureSource, text, mappings),
  ]);
  return {
    node: mappings.names.map('node', node),
    texts: Object.fromEntries(redacted) as NodeRecord['texts'],
    ...(error !== undefined && {error: redactText(error, mappings)}),
    problems: problems.map((problem) => redactText(problem, mappings)),
  };
}
