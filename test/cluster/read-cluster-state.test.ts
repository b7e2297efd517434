import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {clusterSource, readClusterState} from '../../src/cluster/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

const HEALTHY = fileURLToPath(new URL('../fixtures/recordings/healthy', import.meta.url));

let server: TestApiServer;
beforeAll(async () => {
  server = await startApiServer();
  server.loadSnapshot(HEALTHY);
});
afterAll(() => server.close());

test('gives what the snapshot reader gives of the same objects', async () => {
  const client = await testClient({kubeconfig: server.kubeconfigPath});
  const state = await readClusterState(client);
  const snapshot = await openSnapshot(HEALTHY);
  expect(state).toEqual(await snapshot.readCluster());
  expect(await clusterSource(client)).toEqual({type: 'cluster', context: 'test', serverVersion: 'v1.34.2'});
  expect(server.connections()).toBe(1);
  client.close();
});
