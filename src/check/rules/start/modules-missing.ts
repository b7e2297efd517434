import {
  type ExpectedState,
  type KernelTable,
  type KubeProxyConfiguration,
  onNode,
} from '../../../model/index.ts';
import {type LogMeaning, logVerdicts, type Moment} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {pass, undecidable, type Verdict} from '../../verdict.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS065'],
  message: 'the kernel does not provide the IPVS support that kube-proxy needs',
  cause: 'module-missing',
};

/** What tells of a kernel without IPVS, or without the scheduler that kube-proxy is to use. */
interface KernelParts {
  readonly mode: string | undefined;
  readonly table: KernelTable | undefined;
  readonly kernelHasIpvs: boolean | undefined;
  readonly modules: ReadonlySet<string> | undefined;
  readonly expected: ExpectedState | undefined;
  readonly configuration: KubeProxyConfiguration | undefined;
}

/** Kernel modules of IPVS that kube-proxy does not find. A table that can be read shows that ip_vs is there. */
export const MODULES_MISSING = nodeRule({
  code: 'IPVS065',
  needs: [],
  wants: [
    'log',
    'capturedAt',
    'configuration',
    'pod',
    'table',
    'mode',
    'kernelHasIpvs',
    'modules',
    'expected',
  ],
  check: ({log, capturedAt, pod, ...parts}, {name}) => {
    const moment = log && {log, capturedAt, pod, configuration: parts.configuration};
    const logged = moment ? logVerdicts(moment, MEANING) : [];
    const cause = withoutIpvs(parts) ?? withoutScheduler(parts, logged.length > 0);
    if (cause)
      return explained({...cause, commands: [onNode(name, 'modprobe', '-a', ...cause.modules)]}, moment);
    if (logged.length > 0) return logged;
    if (parts.table) return pass(`the kernel has a table of ${parts.table.size} virtual servers`);
    return log ? pass() : undecidable('neither the IPVS table nor the log of kube-proxy could be read');
  },
});

/** A cause that the kernel shows, with the lines of the log as more evidence. */
function explained(cause: Extract<Verdict, {result: 'fail'}>, moment: Moment | undefined): Verdict {
  const lines = (moment?.log.hits ?? [])
    .filter(({codes, previous}) => !previous && codes[0] === 'IPVS065')
    .flatMap((hit) => hit.lines.slice(-1));
  return {...cause, evidence: [...cause.evidence, ...lines]};
}

function withoutIpvs({mode, table, kernelHasIpvs, configuration}: KernelParts) {
  if (mode !== 'ipvs' || table || kernelHasIpvs !== false) return undefined;
  return failure('kube-proxy reports IPVS mode, but the kernel has no ip_vs: no Service works on this node', {
    evidence: ['/proxyMode: ipvs', '/proc/net/ip_vs does not exist'],
    modules: modulesFor(configuration),
  });
}

/**
 * A scheduler is a module of its own, `ip_vs_NAME`, where ip_vs is one; the kernel loads it at the first use if it can
 * (`net/netfilter/ipvs/ip_vs_sched.c`, `ip_vs_scheduler_get`). So it counts only where virtual servers could not be made.
 */
function withoutScheduler({table, modules, expected, configuration}: KernelParts, logged: boolean) {
  const scheduler = configuration?.scheduler;
  if (!modules?.has('ip_vs') || !scheduler || modules.has(`ip_vs_${scheduler}`)) return undefined;
  if ([...(table?.values() ?? [])].some((server) => server.scheduler === scheduler)) return undefined;
  const missing = [...(expected?.virtualServers ?? [])].some(
    ([key, {presence}]) => presence === 'required' && table?.has(key) === false,
  );
  if (!missing && !logged) return undefined;
  return failure(
    `the scheduler "${scheduler}" is configured, but its module ip_vs_${scheduler} is not loaded: no virtual server ` +
      'can be created',
    {
      evidence: [
        `ipvs.scheduler: ${scheduler}`,
        `modules: ${[...modules].filter((name) => name.startsWith('ip_vs')).join(' ')}`,
      ],
      modules: [`ip_vs_${scheduler}`],
    },
  );
}

function failure(
  message: string,
  {evidence, modules}: {readonly evidence: readonly string[]; readonly modules: readonly string[]},
): Extract<Verdict, {result: 'fail'}> & {readonly modules: readonly string[]} {
  return {
    result: 'fail',
    modules,
    message,
    evidence,
    cause: 'module-missing',
    remedy:
      `on the node: modprobe -a ${modules.join(' ')}, and the same names in a file in /etc/modules-load.d. If modprobe does not ` +
      "find them, install the kernel's extra modules package (RHEL: kernel-modules-extra); the kube-proxy Pod " +
      'mounts /lib/modules',
  };
}

function modulesFor(configuration: KubeProxyConfiguration | undefined): readonly string[] {
  return ['ip_vs', `ip_vs_${configuration?.scheduler || 'rr'}`, 'nf_conntrack'];
}
