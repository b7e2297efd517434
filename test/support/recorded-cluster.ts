import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import {frameLog} from '../capture/frame-log.ts';
import {type PodOutcome, startApiServer, type TestApiServer} from './api-server/index.ts';
import {FAST_SYNCS} from './fast-syncs.ts';
import {recording} from './program.ts';

/** What becomes of a node's debug pod with this image, in place of the recorded texts; undefined: those. */
export type Interference = (
  node: string,
  texts: Record<string, string>,
  image: string,
) => PodOutcome | undefined;

/** An API server with the objects of a recording, whose debug pods print what was recorded on their node. */
export async function startRecordedCluster(
  name: string,
  interfere: Interference = () => undefined,
): Promise<TestApiServer> {
  const server = await startApiServer({
    version: 'v1.36.2',
    kubelet: (pod) => {
      const node = String(pod.spec?.nodeName);
      const [container] = (pod.spec?.containers ?? []) as readonly Container[];
      const texts = recordedTexts(name, node, askedSources(container));
      return interfere(node, texts, container?.image ?? '') ?? {kind: 'ran', log: frameLog(texts)};
    },
  });
  server.loadSnapshot(recording(name));
  return server;
}

interface Container {
  readonly image: string;
  readonly env: readonly {readonly name: string; readonly value: string}[];
}

function askedSources(container: Container | undefined): readonly string[] {
  return (
    container?.env.find((variable) => variable.name === SCRIPT_VARIABLES.sources)?.value.split(' ') ?? []
  );
}

function recordedTexts(name: string, node: string, sources: readonly string[]): Record<string, string> {
  const folder = path.join(recording(name), 'nodes', node);
  const present = readdirSync(folder).filter((file) => sources.includes(file));
  const texts = Object.fromEntries(
    present.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
  return 'kube-proxy-metrics.txt' in texts ? {...texts, 'kube-proxy-metrics.txt': FAST_SYNCS} : texts;
}

/** The debug pods that are on the server now. */
export function debugPods(server: TestApiServer): readonly string[] {
  return server
    .objects('Pod')
    .map(({metadata}) => metadata.name)
    .filter((name) => name.startsWith('kubectl-ipvs-'));
}
