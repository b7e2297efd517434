import {
  type ApiClient,
  type ApiEnvironment,
  createApiClient,
  openConnection,
} from '../../../src/api/index.ts';
import type {ConnectionOptions} from '../../../src/model/index.ts';

/** Surroundings of a client in a test: no variables, no home, and warnings kept. */
export function testEnvironment(
  given: Partial<ApiEnvironment> = {},
): ApiEnvironment & {readonly warnings: readonly string[]} {
  const warnings: string[] = [];
  return {
    variables: {},
    homeDirectory: '/nonexistent',
    interactive: false,
    now: Date.now,
    random: () => 0,
    warn: (text) => void warnings.push(text),
    show: (text) => void warnings.push(text.trimEnd()),
    userAgent: 'kubectl-ipvs/test',
    ...given,
    warnings,
  };
}

/** A client by way of a kubeconfig. */
export async function testClient(
  options: ConnectionOptions,
  environment: Partial<ApiEnvironment> = {},
): Promise<ApiClient> {
  return createApiClient(await openConnection(options, testEnvironment(environment)));
}
