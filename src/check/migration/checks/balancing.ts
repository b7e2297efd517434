import {firstFew} from '../../first-few.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Schedulers that send a client to the same real server again. */
const BY_SOURCE = ['sh', 'mh', 'dh'];

/** nftables mode balances at random and knows no scheduler. */
export const SCHEDULER: MigrationCheck = {
  section: 'balancing',
  title: 'Scheduler',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['configuration'],
    check: ({configuration: {source, scheduler}}) => {
      if (source === 'defaults') return undecidable("kube-proxy's configuration was not read");
      if (scheduler === '' || scheduler === 'rr')
        return pass(`ipvs.scheduler is ${scheduler || 'not set, so rr'}`);
      const bySource = BY_SOURCE.includes(scheduler);
      return fail({
        severity: 'warning',
        message: bySource
          ? `the scheduler ${scheduler} keeps clients at one endpoint; nftables mode chooses at random`
          : `the scheduler ${scheduler} has no effect in nftables mode, which chooses at random`,
        evidence: [`ipvs.scheduler is ${scheduler}`],
        remedy: bySource
          ? 'set sessionAffinity: ClientIP on Services whose clients must return to the same endpoint'
          : 'usually nothing: each node saw only its own connections anyway. For Services with few long-lived ' +
            'connections, balance at layer 7',
      });
    },
  }),
};

/** Session affinity stays, but who was sent where is forgotten. */
export const AFFINITY: MigrationCheck = {
  section: 'balancing',
  title: 'Session affinity',
  rule: clusterRule({
    code: 'IPVS018',
    onlyInIpvsMode: true,
    check: ({cluster}) => {
      const sticky = cluster.services.filter(({sessionAffinity}) => sessionAffinity === 'ClientIP');
      if (sticky.length === 0) return notApplicable('no Service has session affinity');
      return fail({
        severity: 'info',
        message:
          `session affinity of ${sticky.length} ${sticky.length === 1 ? 'Service' : 'Services'} keeps the same timeouts, but each client is assigned to an ` +
          'endpoint again at the switch',
        evidence: firstFew(
          sticky.map((service) => `${serviceName(service)}: ${service.sessionAffinityTimeout} s`).sort(),
        ),
        remedy: 'nothing, if the applications tolerate a change of endpoint, as during a rollout',
      });
    },
  }),
};
