import {nodeRule, type Surroundings} from '../../rule.ts';
import {fail, notApplicable, undecidable, type Verdict} from '../../verdict.ts';
import {carefulRemedy, ipvsLeftovers} from './leftovers.ts';

/** The interface of kube-router's service proxy, whose table it then is. */
const KUBE_ROUTER_INTERFACE = 'kube-dummy-if';

/** What kube-proxy left behind on a node where it does not run any more. */
export const LEFTOVERS_WITHOUT_PROXY = nodeRule({
  code: 'IPVS085',
  needs: ['table'],
  wants: ['mode', 'pod', 'addresses', 'ipSets'],
  inEveryMode: true,
  check: ({mode, pod, ...state}, around) => {
    if (mode !== undefined || pod) return notApplicable('kube-proxy runs on this node');
    const reason = unknownOwner(around) ?? otherOwner(state.addresses ?? []);
    if (reason) return reason;
    const {own, foreign} = ipvsLeftovers(state, around.cluster.services);
    // The table alone may be another proxy's, which serves the same Services; the dummy interface and the sets are kube-proxy's.
    if (!own.some((line) => !/^\d+ virtual server/.test(line))) return [];
    const remedy = carefulRemedy(foreign);
    return fail({
      message:
        'kube-proxy does not run on this node, but its state is still in the kernel, and nothing updates it',
      evidence: own,
      ...(remedy !== undefined && {remedy}),
    });
  },
});

/** Where Pods of kube-proxy could not be listed, or there are none at all, it may run outside of Pods. */
function unknownOwner({cluster, name}: Surroundings & {readonly name: string}): Verdict | undefined {
  if (cluster.problems.some((problem) => /kube-proxy|pods/i.test(problem)))
    return undecidable('the kube-proxy Pods could not be read, so it may run here');
  const elsewhere = cluster.kubeProxyPods.some(({nodeName}) => nodeName !== name);
  if (elsewhere || cluster.kubeProxyPods.length > 0) return undefined;
  return undecidable(
    'the cluster has no kube-proxy Pods, and kube-proxy does not respond here: it may run outside Pods',
  );
}

function otherOwner(addresses: readonly {readonly interface: string}[]): Verdict | undefined {
  const routed = addresses.some((entry) => entry.interface === KUBE_ROUTER_INTERFACE);
  return routed ? notApplicable('kube-router maintains the IPVS table of this node') : undefined;
}
