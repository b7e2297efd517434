import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

let server: TestApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());

/** What `-v` of a level shows of one request. */
async function shown(level: number, path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = (at: number, text: string) => void (at <= level && lines.push(text));
  const client = await testClient({kubeconfig: server.kubeconfigPath}, {log});
  await client.request({method: 'GET', path, query: {limit: '1'}}).catch(() => undefined);
  client.close();
  return lines;
}

test('-v=5 shows nothing', async () => {
  expect(await shown(5, '/api/v1/nodes')).toEqual([]);
});

test('-v=6 shows a line for each request, also for one that is refused', async () => {
  expect(await shown(6, '/api/v1/nodes')).toEqual([
    expect.stringMatching(
      /^GET https:\/\/127\.0\.0\.1:\d+\/api\/v1\/nodes\?limit=1 200 OK in \d+ milliseconds$/,
    ),
  ]);
  expect((await shown(6, '/api/v1/nowhere')).join()).toMatch(/\/nowhere\?limit=1 404 Not Found in/);
});

test('-v=7 shows the headers, but not what lets the user in', async () => {
  const lines = await shown(7, '/api/v1/nodes');
  expect(lines).toContain('    Accept: application/json');
  expect(lines.join('\n')).not.toContain('admin-token');
});
