import {
  describeVirtualServer,
  type Finding,
  formatCidr,
  type KernelTable,
  type VirtualServer,
} from '../../../model/index.ts';
import {firstFew} from '../../first-few.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, type Verdict} from '../../verdict.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** Findings about virtual servers that are not kube-proxy's: excluded ones, foreign ones, firewall marks. */
const FOREIGN_CODES = ['IPVS082', 'IPVS083'];

const KUBE_ROUTER_INTERFACE = 'kube-dummy-if';

/** Who else uses IPVS here: kube-proxy empties the whole table when it starts in nftables mode (`pkg/proxy/ipvs/cleanup.go`). */
export const FOREIGN_IPVS: MigrationCheck = {
  section: 'foreign-ipvs',
  title: 'Other users of IPVS',
  rule: nodeRule({
    code: 'IPVS087',
    needs: ['table', 'findings'],
    wants: ['expected', 'addresses'],
    check: ({table, findings, expected, addresses}) => {
      const others = foreignServers(table, findings);
      const router = addresses?.some((entry) => entry.interface === KUBE_ROUTER_INTERFACE) ?? false;
      if (others.length > 0 || router) return used(others, router);
      const excluded = expected?.excluded ?? [];
      if (excluded.length === 0) return pass(`all ${table.size} virtual servers belong to kube-proxy`);
      return fail({
        severity: 'warning',
        message:
          'ipvs.excludeCIDRs leaves addresses to another program; none of its virtual servers is here now',
        evidence: [`ipvs.excludeCIDRs: ${excluded.map(formatCidr).join(', ')}`],
        remedy:
          'find out whose addresses they are: nftables mode ignores excludeCIDRs and flushes the whole table',
      });
    },
  }),
};

function foreignServers(table: KernelTable, findings: readonly Finding[]): readonly string[] {
  const named = findings.flatMap(({kind, code, virtualServer}) =>
    kind === 'virtual-server-unexpected' && virtualServer && FOREIGN_CODES.includes(code ?? '')
      ? [describeVirtualServer(virtualServer)]
      : [],
  );
  const marks = [...table.values()].filter(({id}) => id.kind === 'firewall-mark').map(describe);
  return [...new Set([...named, ...marks])].sort();
}

function describe({id}: VirtualServer): string {
  return describeVirtualServer(id);
}

function used(others: readonly string[], router: boolean): Verdict {
  const evidence = [
    ...firstFew(others.map((name) => `not kube-proxy's: ${name}`)),
    ...(router ? [`the interface ${KUBE_ROUTER_INTERFACE} of kube-router`] : []),
  ];
  return fail({
    severity: 'error',
    message:
      'another program uses IPVS on this node: it loses its virtual servers at each start of kube-proxy in nftables mode',
    evidence,
    remedy:
      'move the other program (keepalived, kube-vip, kube-router, a script) off IPVS or off these nodes first, or ' +
      'make sure that it writes its entries again after each start of kube-proxy',
  });
}
