import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {startApiServer, type TestApiServer} from './api-server/index.ts';
import {FAST_SYNCS} from './fast-syncs.ts';
import {recording} from './program.ts';
import {startUmlNodes, type UmlNodes} from './uml-nodes/index.ts';

/** A cluster whose nodes have real IPVS tables. */
export interface UmlCluster {
  readonly server: TestApiServer;
  readonly nodes: UmlNodes;
  /** Puts the objects and tables of the recording back. */
  readonly restore: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const NODES = ['node1', 'node2'];

/** An API server with the objects of a recording, and nodes whose kernels hold the tables that were recorded there. */
export async function startUmlCluster(name: string): Promise<UmlCluster> {
  const nodes = await startUmlNodes(NODES);
  const server = await startApiServer({version: 'v1.36.2', kubelet: nodes.kubelet});
  const restore = async () => {
    server.loadSnapshot(recording(name));
    for (const node of NODES) await nodes.load(node, recordedTables(name, node));
  };
  await restore();
  for (const node of NODES) {
    await nodes.answerAsKubeProxy(node, {
      metrics: FAST_SYNCS,
      proxyMode: 'ipvs',
      ...given('configz', recorded(name, node, 'kube-proxy-configz.json')),
      ...given('healthz', recorded(name, node, 'kube-proxy-healthz.json')),
    });
  }
  return {
    ...{server, nodes, restore},
    async close() {
      await server.close();
      await nodes.close();
    },
  };
}

function recordedTables(name: string, node: string) {
  return {
    save: recorded(name, node, 'ipvsadm-save.txt'),
    addresses: recorded(name, node, 'addresses.txt'),
    ipSets: recorded(name, node, 'ipset-save.txt'),
  };
}

function recorded(name: string, node: string, source: string): string | undefined {
  const file = path.join(recording(name), 'nodes', node, source);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function given<Name extends string>(
  name: Name,
  text: string | undefined,
): {readonly [name in Name]?: string} {
  return (text === undefined ? {} : {[name]: text}) as {readonly [name in Name]?: string};
}
