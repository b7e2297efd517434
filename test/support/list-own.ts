import process from 'node:process';
import {createApiClient, openConnection} from '../../src/api/index.ts';
import {readObjects} from '../../src/cluster/read-objects.ts';
import {readEndpointSlice, readService} from '../../src/model/index.ts';

/** Lists all Services and EndpointSlices as the program does, for comparison; the argument is a kubeconfig. */
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
      show: () => undefined,
      userAgent: 'kubectl-ipvs/bench',
    },
  );
  const client = createApiClient(connection);
  const services = await readObjects(client, {
    path: '/api/v1/services',
    kind: 'Service',
    readItem: readService,
  });
  const slices = await readObjects(client, {
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    kind: 'EndpointSlice',
    readItem: readEndpointSlice,
  });
  process.stdout.write(`${services.length} ${slices.length}\n`);
  client.close();
}

await main(process.argv[2] ?? '');
