import {clusterRule} from '../../rule.ts';
import {fail} from '../../verdict.ts';

const PROXY_NAME = 'service.kubernetes.io/service-proxy-name';

/** Services that a label hands to another proxy (kube-proxy `cmd/kube-proxy/app/server.go`, the informers' selector). */
export const LEFT_OUT_BY_LABEL = clusterRule({
  code: 'IPVS012',
  check: ({cluster}) =>
    cluster.services
      .filter(({labels, clusterIP}) => PROXY_NAME in labels && clusterIP !== 'None')
      .map(({namespace, name, labels}) =>
        fail({
          service: {namespace, name, port: null},
          message: `kube-proxy makes nothing for ${namespace}/${name}: a label hands it to another proxy`,
          evidence: [`${PROXY_NAME}=${labels[PROXY_NAME]}`],
        }),
      ),
});
