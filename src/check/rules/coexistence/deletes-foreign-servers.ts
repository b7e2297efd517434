import {
  cidrContains,
  type ExpectedState,
  type Finding,
  type KernelTable,
  type VirtualServer,
  virtualServerKey,
} from '../../../model/index.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, undecidable, type Verdict} from '../../verdict.ts';

/**
 * Virtual servers of another program, which kube-proxy deletes at its next sync unless they are excluded
 * (`pkg/proxy/ipvs/proxier.go`, `cleanLegacyService`). Only what kube-proxy cannot have made itself counts as foreign.
 */
export const DELETES_FOREIGN_SERVERS = nodeRule({
  code: 'IPVS082',
  needs: [],
  wants: ['table', 'expected', 'findings', 'log', 'capturedAt', 'configuration', 'pod'],
  check: ({table, expected, findings, log, ...moment}) => {
    const exclusions = log
      ? logVerdicts(
          {...moment, log},
          {
            codes: ['IPVS082'],
            severity: 'warning',
            message: 'ipvs.excludeCIDRs does not fit the address families of the cluster',
            persists: true,
            // Deletions are routine: they count only where the address is seen to be foreign.
            except: ['Delete service'],
          },
        )
      : [];
    if (!table || !expected || !findings)
      return exclusions.length > 0 ? exclusions : undecidable('the IPVS table could not be compared');
    const foreign = findings.flatMap((finding) => foreignVerdicts(finding, {table, expected}));
    return [...exclusions, ...foreign];
  },
});

function foreignVerdicts(
  {kind, severity, virtualServer, confirmed}: Finding,
  {table, expected}: {readonly table: KernelTable; readonly expected: ExpectedState},
): readonly Verdict[] {
  if (kind !== 'virtual-server-unexpected' || severity === 'info' || virtualServer?.kind !== 'address')
    return [];
  if (expected.excluded.some((cidr) => cidrContains(cidr, virtualServer.address))) return [];
  const server = table.get(virtualServerKey(virtualServer));
  const sign = server && signOf(server, expected);
  if (sign === undefined) return [];
  const address = virtualServer.address;
  return [
    fail({
      severity: confirmed ? 'error' : 'warning',
      message: `another program's virtual server ${virtualServerKey(virtualServer)} is deleted at each sync of kube-proxy`,
      evidence: [`${virtualServerKey(virtualServer)} ${server?.scheduler ?? ''}: ${sign}`],
      remedy: `put ${address}/${address.includes(':') ? 128 : 32} into ipvs.excludeCIDRs and restart kube-proxy`,
    }),
  ];
}

/** What shows that kube-proxy did not make it. */
function signOf({scheduler, realServers, onePacket}: VirtualServer, {virtualServers}: ExpectedState) {
  const [usual] = new Set([...virtualServers.values()].map((server) => server.scheduler));
  const routed = [...realServers.values()].find(
    ({forwarding}) => forwarding !== undefined && forwarding !== 'Masq',
  );
  if (routed)
    return `real server ${routed.address} is reached by ${routed.forwarding}, which kube-proxy never uses`;
  if (onePacket) return 'one-packet scheduling, which kube-proxy never uses';
  if (usual !== undefined && scheduler !== usual)
    return `scheduler ${scheduler}, where kube-proxy uses ${usual}`;
  return undefined;
}
