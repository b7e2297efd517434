import type {ExpectedRealServers} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {groupByService, type ServiceServers} from '../../group-by-service.ts';
import {remembered} from '../../remembered.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/**
 * Copies of an endpoint that contradict one another: where no rule of kube-proxy decides between them, chance does,
 * and the expected state calls the real server optional. Before 1.36 that is the usual case (kubernetes PR 135593).
 * Without the version real servers may be optional for other reasons.
 */
export const CONTRADICTING_SLICES = nodeRule({
  code: 'IPVS011',
  needs: ['version', 'expected'],
  check: ({expected}) => groupByService(expected.virtualServers.values()).flatMap(verdicts),
});

const optionalKeys = remembered((realServers: ExpectedRealServers) =>
  [...realServers].filter(([, presence]) => presence === 'optional').map(([key]) => key),
);

function verdicts({service, servers}: ServiceServers): readonly Verdict[] {
  const uncertain = new Set(servers.flatMap(({realServers}) => optionalKeys(realServers)));
  if (uncertain.size === 0) return [];
  return [
    fail({
      service,
      message:
        `EndpointSlices of ${serviceName(service)} contradict each other: whether kube-proxy uses these endpoints ` +
        'is random',
      evidence: firstFew([...uncertain].sort()),
    }),
  ];
}
