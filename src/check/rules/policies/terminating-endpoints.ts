import {firstFew} from '../../first-few.ts';
import {groupByService} from '../../group-by-service.ts';
import {nodeRule} from '../../rule.ts';
import {fail} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

/** Services that only terminating Pods serve, since no other is ready (`pkg/proxy/topology.go`). */
export const TERMINATING_ENDPOINTS = nodeRule({
  code: 'IPVS056',
  needs: ['expected'],
  check: ({expected}) => {
    const servers = [...expected.virtualServers.values()].filter(
      ({selection, realServers}) =>
        realServers.size > 0 &&
        (selection === 'terminating-fallback' || selection === 'local-terminating-fallback'),
    );
    return groupByService(servers).map(({service, servers: own}) =>
      fail({
        service,
        message: `no endpoint of ${serviceName(service)} is ready: terminating Pods get its new connections`,
        evidence: firstFew([...new Set(own.flatMap(({realServers}) => [...realServers.keys()]))].sort()),
      }),
    );
  },
});
