import process from 'node:process';
import {CoreV1Api, DiscoveryV1Api, KubeConfig} from '@kubernetes/client-node';

/** Lists all Services and EndpointSlices with the typed client, for comparison; the argument is a kubeconfig. */
async function main(kubeconfig: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const services = await pages((token) =>
    config.makeApiClient(CoreV1Api).listServiceForAllNamespaces({limit: 500, ...token}),
  );
  const slices = await pages((token) =>
    config.makeApiClient(DiscoveryV1Api).listEndpointSliceForAllNamespaces({limit: 500, ...token}),
  );
  process.stdout.write(`${services.length} ${slices.length}\n`);
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly metadata?: {readonly _continue?: string};
}

async function pages<Item>(
  list: (token: {readonly _continue?: string}) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let token: {readonly _continue?: string} | undefined = {}; token; ) {
    const page: Page<Item> = await list(token);
    all.push(...page.items);
    const {_continue} = page.metadata ?? {};
    token = _continue ? {_continue} : undefined;
  }
  return all;
}

await main(process.argv[2] ?? '');
