import process from 'node:process';
import {startSampledCluster} from './sampled-cluster.ts';

const REALS = Array.from({length: 10}, (_, index) => `10.244.1.${index + 1}`);

/**
 * A cluster with so many nodes that can be sampled, as a program of its own: writes the path of a kubeconfig, and ends with
 * its input. Counts grow all the time.
 */
async function main(nodes: number): Promise<void> {
  const server = await startSampledCluster({
    names: Array.from({length: nodes}, (_, index) => `node${index + 1}`),
    endpoints: REALS,
    realsOf: () => REALS,
    traffic: (index, seconds) => ({
      connections: Math.floor(seconds * (index + 1) * 10),
      active: (Math.floor(seconds) + index) % 7,
    }),
  });
  process.stdout.write(`${server.kubeconfigPath}\n`);
  for await (const _ of process.stdin);
  await server.close();
  process.exit(0);
}

await main(Number(process.argv[2]));
