import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {brotliDecompressSync} from 'node:zlib';
import tar from 'tar-stream';

/** What is right about one node of the corpus. */
export interface NodeVerdict {
  /** The version of the kube-proxy whose code programmed the node. */
  readonly kubeProxy: string;
  readonly state: 'in-sync' | 'drifted';
  /** What was changed by hand afterwards, if anything: the findings of severity warning or error. */
  readonly findings: readonly WantedFinding[];
  /** Words of the kinds of findings of severity info that are right besides. */
  readonly mayInform?: string;
  /** Whether virtual servers that are excluded from kube-proxy's clean-up are on the node. */
  readonly mayInformExcluded?: boolean;
  /** Words of the kinds of findings that are right besides. */
  readonly mayWarn?: string;
}

/** A finding by its kind and the subject of the edit: `TCP 10.96.0.10 80`, `10.244.1.5 8080`, and so on. */
export interface WantedFinding {
  readonly kind: string;
  readonly virtualServer?: string;
  readonly realServer?: string;
  readonly address?: string;
  readonly set?: string;
  readonly member?: string;
  readonly chain?: string;
}

/** One cluster of the corpus, its nodes' verdicts by name. */
export interface CorpusCluster {
  readonly name: string;
  readonly path: string;
  readonly nodes: Readonly<Record<string, NodeVerdict>>;
}

const FIXTURE = 'test/fixtures/corpus.tar.br';

/**
 * Random awkward clusters as snapshots, one node for each of 13 versions of kube-proxy from 1.24.3 to 1.36.3. The tables
 * are what the proxier of that version itself made of the API objects, driven with fakes of the kernel; some nodes were
 * edited afterwards. `o*` are the same for one rule each. Unpacks them into a new directory; call `remove` at the end.
 */
export async function unpackCorpus(): Promise<{
  readonly clusters: readonly CorpusCluster[];
  readonly remove: () => Promise<void>;
}> {
  const root = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-corpus-'));
  const extract = tar.extract();
  Readable.from([brotliDecompressSync(await readFile(FIXTURE))]).pipe(extract);
  for await (const entry of extract) {
    const target = path.join(root, entry.header.name);
    if (entry.header.type === 'directory') await mkdir(target, {recursive: true});
    else await writeFile(target, await buffer(entry));
  }
  const verdicts = JSON.parse(await readFile(path.join(root, 'VERDICTS.json'), 'utf8')) as readonly {
    readonly snapshot: string;
    readonly nodes: CorpusCluster['nodes'];
  }[];
  return {
    clusters: verdicts.map(({snapshot, nodes}) => ({name: snapshot, path: path.join(root, snapshot), nodes})),
    remove: () => rm(root, {recursive: true}),
  };
}
