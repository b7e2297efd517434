import {atLeast, formatKubeVersion, type KubeVersion} from '../../../model/index.ts';
import {clusterRule, nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';
import type {MigrationCheck} from '../migration-check.ts';

/** The oldest kernel with which kube-proxy starts in nftables mode (`pkg/proxy/nftables`, `getNFTablesInterface`). */
const OLDEST_KERNEL = {major: 5, minor: 13};

/** Up to this kernel conntrack may end long TCP connections; iptables mode works around it, nftables mode does not. */
const KERNEL_WITH_CONNTRACK_FIX = {major: 6, minor: 1};

interface Release {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

function readRelease(text: string): Release | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text);
  return match ? {text, major: Number(match[1]), minor: Number(match[2])} : undefined;
}

function isBefore(
  release: Release,
  {major, minor}: {readonly major: number; readonly minor: number},
): boolean {
  return release.major < major || (release.major === major && release.minor < minor);
}

/** Whether the kernel is new enough. */
export const KERNEL: MigrationCheck = {
  section: 'requirements',
  title: 'Kernel for nftables mode',
  rule: nodeRule({
    code: 'IPVS090',
    needs: [],
    wants: ['kernel', 'node'],
    inEveryMode: true,
    check: ({kernel, node}) => {
      const release = readRelease(kernel?.kernelRelease ?? node?.kernelVersion ?? '');
      if (!release) return undecidable('neither uname nor the Node object shows the kernel version');
      const evidence = `kernel ${release.text}`;
      if (!isBefore(release, OLDEST_KERNEL)) return pass(evidence);
      return fail({
        severity: 'error',
        message: `kernel ${release.text} is older than 5.13: kube-proxy refuses to start in nftables mode`,
        evidence: [evidence],
        remedy:
          'upgrade the kernel of the node, or leave this node in iptables mode; backports into an older kernel do ' +
          'not count: kube-proxy checks the version number',
      });
    },
  }),
};

/** Connections that a kernel before 6.1 may end. */
export const CONNTRACK_WORKAROUND: MigrationCheck = {
  section: 'requirements',
  title: 'Long TCP connections on kernels before 6.1',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['kernel'],
    wants: ['configuration'],
    check: ({kernel, configuration}) => {
      const release = readRelease(kernel.kernelRelease);
      if (!release) return undecidable('the kernel release is unknown');
      if (!isBefore(release, KERNEL_WITH_CONNTRACK_FIX)) return pass(`kernel ${release.text}`);
      if (configuration?.conntrack.tcpBeLiberal) return pass('conntrack.tcpBeLiberal is true');
      return fail({
        severity: 'info',
        message:
          'a conntrack bug in this kernel may reset long TCP connections to Services, and nftables mode has no ' +
          'workaround for it',
        evidence: [`kernel ${release.text}`, 'conntrack.tcpBeLiberal is not set'],
        remedy:
          'if clients see "connection reset by peer" after the move, set conntrack.tcpBeLiberal: true (kube-proxy 1.29 and later), or upgrade the kernel',
      });
    },
  }),
};

/** Whether kube-proxy is new enough: nftables mode is alpha in 1.29, beta in 1.31, stable in 1.33 (KEP-3866). */
export const VERSION: MigrationCheck = {
  section: 'requirements',
  title: 'kube-proxy with nftables mode',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['version'],
    check: ({version}) => judgeVersion(version),
  }),
};

function judgeVersion(version: KubeVersion): Verdict {
  const evidence = `kube-proxy ${formatKubeVersion(version)}`;
  const remedy = 'upgrade kube-proxy to 1.33 or later first: fixes for nftables mode were backported to 1.33';
  if (atLeast(version, 33)) return pass(evidence);
  if (atLeast(version, 31)) {
    return fail({
      severity: 'warning',
      message: 'nftables mode is beta in this version',
      evidence: [evidence],
      remedy,
    });
  }
  const message = atLeast(version, 29)
    ? 'nftables mode is alpha in this version, behind the feature gate NFTablesProxyMode'
    : 'this version has no nftables mode';
  return fail({severity: 'error', message, evidence: [evidence], remedy});
}

/** Which nft program kube-proxy would run: since 1.37 it talks to the kernel itself (gate NFTablesNetlink). */
export const NFT_PROGRAM: MigrationCheck = {
  section: 'requirements',
  title: 'nft program for kube-proxy',
  rule: nodeRule({
    code: 'IPVS090',
    needs: ['version'],
    wants: ['pod', 'modules'],
    check: ({version, pod, modules}) => {
      const loaded = modules?.has('nf_tables') === true ? ['the module nf_tables is loaded'] : [];
      if (atLeast(version, 37))
        return pass(`kube-proxy ${formatKubeVersion(version)} needs no nft program`, ...loaded);
      return undecidable(
        pod
          ? `kube-proxy runs nft from its own image: whether ${pod.image} has 1.0.1 or later was not checked`
          : 'kube-proxy does not run in a Pod here: nft 1.0.1 or later must be on the node, which was not checked',
      );
    },
  }),
};

/** Nodes whose kube-proxy is of another version: they move at different times. */
export const SAME_VERSION: MigrationCheck = {
  section: 'requirements',
  title: 'One version of kube-proxy',
  rule: clusterRule({
    code: 'IPVS090',
    onlyInIpvsMode: true,
    check: (_, nodes) => {
      const byVersion = new Map<string, string[]>();
      for (const {name, version} of nodes) {
        const text = version ? formatKubeVersion(version) : 'unknown';
        byVersion.set(text, [...(byVersion.get(text) ?? []), name]);
      }
      if (byVersion.size <= 1)
        return pass(...[...byVersion.keys()].map((text) => `kube-proxy ${text} on all nodes`));
      return fail({
        severity: 'info',
        message: 'the nodes run different versions of kube-proxy',
        evidence: [...byVersion]
          .map(
            ([text, names]) =>
              `${text}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
          )
          .sort(),
        remedy: 'bring all nodes to one version first, so that they behave the same in nftables mode',
      });
    },
  }),
};
