import type {CatalogueEntry} from '../catalogue-entry.ts';

/** A table out of step with the API: servers that are stale, missing, or wrong in an attribute. */
export const TABLE_SERVER_ENTRIES: readonly CatalogueEntry[] = [
  {
    code: 'IPVS001',
    title: 'Stale real server still gets connections',
    severity: 'error',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['table', 'API'],
    findings: ['real-server-stale'],
    symptom:
      'A share of the requests to a Service times out or is refused: the share of stale real servers among all of ' +
      'them. It gets worse with each rollout or lost node, and usually affects only some nodes.',
    evidence:
      '`ipvsadm -Ln -t ADDRESS:PORT` lists a real server with a weight above 0 that is in no EndpointSlice, or is ' +
      "not ready there. In kube-proxy's log: `Failed to delete destination`, `Error in deleting real server` or " +
      '`Failed to list IPVS destinations`; or nothing, when kube-proxy no longer receives changes (IPVS077). ' +
      '`kubeproxy_sync_proxy_rules_last_timestamp_seconds` is old, or is recent although the API has changed since.',
    cause:
      'kube-proxy does not finish its syncs (IPVS061, IPVS067, IPVS068, IPVS070), does not receive changes ' +
      '(IPVS077), or shares the virtual server with a second owner (IPVS009). Before 1.14, bugs in kube-proxy left ' +
      'real servers behind.',
    remedy:
      'Check the status and the log of the node to find the reason, then restart kube-proxy there: `kubectl -n ' +
      'kube-system delete pod -l k8s-app=kube-proxy --field-selector spec.nodeName=NODE`. To stop the errors now: ' +
      '`ipvsadm -d -t ADDRESS:PORT -r REAL:PORT` (`-u` for UDP). Upgrade anything older than 1.14.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/89392',
      'https://github.com/kubernetes/kubernetes/issues/97586',
      'https://github.com/kubernetes/kubernetes/issues/71071',
      'https://github.com/kubernetes/kubernetes/issues/72270',
    ],
  },
  {
    code: 'IPVS002',
    title: 'A ready endpoint has no real server',
    severity: 'error',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['table', 'API', 'metric'],
    findings: ['real-server-missing'],
    symptom:
      'Some nodes send nothing to a new Pod. If it is the only endpoint, those nodes refuse connections to the ' +
      'Service.',
    evidence:
      'The endpoint is ready in the EndpointSlice, yet its virtual server still lacks it after the settling delay. ' +
      'Log: `Failed to add destination`, or `Failed to sync endpoint for service` with `Expected only one service ' +
      'obtained=0`, which means that the virtual server was removed during the sync. ' +
      '`kubeproxy_sync_proxy_rules_endpoint_changes_pending` stays above 0.',
    cause:
      'A slow or stuck sync (IPVS075, IPVS061), a change that never arrived (IPVS077), a deletion by another ' +
      'program, or a slice whose port name or protocol does not match the Service (IPVS011). A traffic policy or a ' +
      'topology hint may also exclude the endpoint; that is correct and not an error.',
    remedy:
      "Rule out policies and hints first. Then find the reason in kube-proxy's log on that node and restart it, as " +
      'for IPVS001.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/70493',
      'https://github.com/kubernetes/kubernetes/issues/96449',
      'https://github.com/kubernetes/kubernetes/issues/73382',
    ],
  },
  {
    code: 'IPVS003',
    title: 'Virtual server is missing',
    severity: 'error',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['table', 'API', 'log'],
    findings: ['virtual-server-missing', 'address-unbound'],
    symptom:
      "One node cannot reach the Service's address: `no route to host`, or a timeout because packets leave by the " +
      'default gateway.',
    evidence:
      '`ipvsadm -Ln` does not list it. Log: `Failed to add IPVS service`, `Failed to sync service` or `Failed to ' +
      'bind service address to dummy device`. When binding fails, kube-proxy removes the virtual server again in ' +
      'the same sync, so it can come and go. `no such file or directory` and `protocol not available` point to ' +
      'kernel modules (IPVS065), `permission denied` for an IPv6 address to IPVS071.',
    cause:
      'The sync stopped early, a kernel module is missing, the address could not be bound to kube-ipvs0, no node ' +
      'address is selected for node ports (IPVS042), a label excludes the Service (IPVS012), or something flushed ' +
      'the table (IPVS087).',
    remedy: 'Act on the error text in the log, then restart kube-proxy on the node.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/121042',
      'https://github.com/kubernetes/kubernetes/issues/92033',
      'https://github.com/kubernetes/kubernetes/issues/80297',
    ],
  },
  {
    code: 'IPVS004',
    title: 'Virtual server of a deleted Service is still there',
    severity: 'warning',
    affects: 'all versions; often in 1.34.0 to 1.34.3 and 1.35.0',
    group: 'table',
    detectedFrom: ['table', 'API', 'log'],
    findings: ['virtual-server-unexpected'],
    symptom:
      'A released cluster IP or external IP still answers, perhaps with Pods of another Service. Once the address ' +
      'is assigned again, it behaves oddly.',
    evidence:
      'A virtual server that belongs to no Service, older than one sync. Log: `Failed to delete service`; or ' +
      '`Failed to get ipvs service`, after which that sync removes nothing; or `Failed to execute ' +
      'iptables-restore`, which comes before the removals and stops them. Entries named by a firewall mark are ' +
      'IPVS083.',
    cause:
      'Each sync fails before it reaches the removals; full resyncs run only hourly (IPVS008); the address is in ' +
      '`ipvs.excludeCIDRs`; or kube-proxy is gone and the table remained (IPVS084).',
    remedy:
      'Fix the cause. For now: `ipvsadm -D -t ADDRESS:PORT`. Keep `excludeCIDRs` no wider than the other program ' +
      'needs.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/80403',
      'https://github.com/kubernetes/kubernetes/issues/134147',
      'https://github.com/kubernetes/kubernetes/issues/78421',
    ],
  },
  {
    code: 'IPVS005',
    title: 'Real server at weight 0 never goes away',
    severity: 'warning',
    affects: 'all versions',
    group: 'table',
    detectedFrom: ['table'],
    findings: ['real-server-draining', 'real-server-stale'],
    symptom:
      'Real servers stay at weight 0 for hours or days. Clients with busy connection pools keep sending to a Pod ' +
      'that is gone.',
    evidence:
      'TCP, weight 0, and ActiveConn plus InActConn above 0 in `ipvsadm -Ln`. At `-v=5` kube-proxy logs `Skip ' +
      'deleting real server till all connection have expired` with both counts, once a minute. The last line is ' +
      '`Removed real server from graceful delete real server list`.',
    cause:
      'Draining has no time limit: kube-proxy removes the real server once both counts are 0, not sooner. ' +
      'Long-lived connections, clients that reuse a source port before its entry expires (IPVS014), clients that ' +
      'retry forever such as NFS and databases, and a long `ipvs.tcpTimeout` keep the counts above 0.',
    remedy:
      'Usually just wait. To end it: `ipvsadm -d -t ADDRESS:PORT -r REAL:PORT`; this breaks open connections, with ' +
      '`expire_nodest_conn=1` at their next packet. Permanently: a shorter `ipvs.tcpTimeout`, a limit on ' +
      'connection age in clients, kernel 5.9 or later with `conn_reuse_mode=1`.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/57841',
      'https://github.com/kubernetes/kubernetes/issues/99162',
      'https://github.com/kubernetes/kubernetes/issues/81775',
      'https://github.com/kubernetes/kubernetes/issues/84322',
    ],
  },
  {
    code: 'IPVS006',
    title: 'Ready endpoint kept at weight 0 after kube-proxy restarted',
    severity: 'error',
    affects: '1.25 and older',
    group: 'table',
    detectedFrom: ['table', 'version'],
    findings: ['real-server-weight'],
    symptom:
      'After a restart of kube-proxy some endpoints get no new connections. A Service with one endpoint ' +
      'is dead on that node.',
    evidence: 'An expected real server has weight 0. The log shows no error.',
    cause:
      'kube-proxy keeps its list of draining real servers only in memory. If it restarts while an endpoint is ' +
      'draining and the endpoint then becomes ready again, kube-proxy finds the entry and leaves it: it does not ' +
      'compare weights.',
    remedy:
      '`ipvsadm -e -t ADDRESS:PORT -r REAL:PORT -m -w 1`. Upgrade to 1.26 or later, which corrects weights in the ' +
      'first sync after startup.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/92019',
      'https://github.com/kubernetes/kubernetes/issues/108319',
      'https://github.com/kubernetes/kubernetes/pull/111635',
    ],
  },
  {
    code: 'IPVS007',
    title: 'Weight or forwarding method was changed and not corrected',
    severity: 'error',
    affects:
      'all versions; an error at weight 0 or with a forwarding method other than Masq, otherwise a ' +
      'warning',
    group: 'table',
    detectedFrom: ['table'],
    findings: ['real-server-weight', 'forwarding-mismatch'],
    symptom:
      'One endpoint gets too much traffic, too little or none on one node. With forwarding method `Route` it gets ' +
      "packets that still have the Service's address, and answers none.",
    evidence:
      'An expected real server has a weight other than 1 (`-w`), or `-g` or `-i` instead of `-m`, in `ipvsadm -S -n`.',
    cause:
      'Someone ran `ipvsadm -e`, perhaps in a script, or a second program changes the table. kube-proxy compares ' +
      'only the address and port of real servers.',
    remedy:
      '`ipvsadm -e -t ADDRESS:PORT -r REAL:PORT -m -w 1`. A restart of kube-proxy 1.26 or later corrects weights, ' +
      'never the forwarding method: for that, delete the real server and let kube-proxy add it again.',
    sources: [
      'https://github.com/kubernetes/kubernetes/issues/108319',
      'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/proxy/ipvs/proxier.go',
    ],
  },
];
