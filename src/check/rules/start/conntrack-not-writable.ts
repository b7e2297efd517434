import {logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';

/** Fields of kube-proxy's configuration by the sysctl that each writes (`cmd/kube-proxy/app/server_linux.go`, `setupConntrack`). */
const FIELDS: Readonly<Record<string, string>> = {
  nf_conntrack_max: 'conntrack.maxPerCore: 0 and conntrack.min: 0',
  nf_conntrack_tcp_timeout_established: 'conntrack.tcpEstablishedTimeout: 0s',
  nf_conntrack_tcp_timeout_close_wait: 'conntrack.tcpCloseWaitTimeout: 0s',
  nf_conntrack_tcp_be_liberal: 'conntrack.tcpBeLiberal: false',
  nf_conntrack_udp_timeout: 'conntrack.udpTimeout: 0s',
  nf_conntrack_udp_timeout_stream: 'conntrack.udpStreamTimeout: 0s',
};

/** A kube-proxy that exits because it may not write a sysctl of conntrack. */
export const CONNTRACK_NOT_WRITABLE = nodeRule({
  code: 'IPVS094',
  needs: ['log'],
  wants: ['capturedAt', 'configuration', 'pod'],
  check: (facts) => {
    const lines = facts.log.hits.filter(({codes}) => codes[0] === 'IPVS094').flatMap(({lines: all}) => all);
    const names = new Set(lines.flatMap((line) => /netfilter\/(nf_conntrack_\w+)/.exec(line)?.[1] ?? []));
    const fields = [...names].flatMap((name) => FIELDS[name] ?? []);
    const verdicts = logVerdicts(facts, {
      codes: ['IPVS094'],
      message: `kube-proxy cannot write ${[...names].join(' and ')}, and exits`,
    });
    if (fields.length === 0) return verdicts;
    const remedy =
      `leave it unchanged on the node: ${fields.join(', ')} in kube-proxy's configuration; or set it on the host. Then restart ` +
      'kube-proxy';
    return verdicts.map((verdict) => (verdict.result === 'fail' ? {...verdict, remedy} : verdict));
  },
});
