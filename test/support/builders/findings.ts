import {compareNode} from '../../../src/compare/index.ts';
import {
  type ActualState,
  type ExpectedState,
  type Finding,
  formatEndpoint,
  virtualServerKey,
} from '../../../src/model/index.ts';

/** Expected and actual state of the whole table compared. */
export function compareAll(expected: ExpectedState, actual: ActualState) {
  return compareNode({
    expected,
    actual,
    services: undefined,
    kubeProxyMinor: 36,
  });
}

/** The findings in short, sorted: `real-server-missing TCP 10.96.14.7:80 -> 10.244.1.5:8080`. */
export function describeFindings(findings: readonly Finding[]): readonly string[] {
  return findings.map(describeFinding).sort();
}

function describeFinding({kind, virtualServer, realServer, expected, actual}: Finding): string {
  const subject = virtualServer ? virtualServerKey(virtualServer) : JSON.stringify(expected ?? actual);
  return `${kind} ${subject}${realServer ? ` -> ${formatEndpoint(realServer.address, realServer.port)}` : ''}`;
}
