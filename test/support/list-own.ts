import process from 'node:process';
import {createApiClient, openConnection} from '../../src/api/index.ts';
import {readClusterState} from '../../src/cluster/index.ts';

/** Reads a cluster as the program does, for comparison; the argument is a kubeconfig. */
async function main(kubeconfig: string): Promise<void> {
  const connection = await openConnection(
    {kubeconfig},
    {
      variables: {},
      homeDirectory: '/nonexistent',
      interactive: false,
      now: Date.now,
      random: Math.random,
      warn: () => undefined,
      userAgent: 'kubectl-ipvs/bench',
    },
  );
  const client = createApiClient(connection);
  const {services, endpointSlices} = await readClusterState({client});
  process.stdout.write(`${services.length} ${endpointSlices.length}\n`);
  client.close();
}

await main(process.argv[2] ?? '');
