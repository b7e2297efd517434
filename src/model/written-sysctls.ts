import type {KernelInfo} from './kernel-info.ts';
import type {KubeProxyConfiguration} from './kube-proxy-configuration.ts';

const ALWAYS: Readonly<Record<string, string>> = {
  'net.ipv4.vs.conntrack': '1',
  'net.ipv4.vs.expire_nodest_conn': '1',
  'net.ipv4.vs.expire_quiescent_template': '1',
  'net.ipv4.ip_forward': '1',
};

/** With `strictARP: true` only. */
const STRICT_ARP: Readonly<Record<string, string>> = {
  'net.ipv4.conf.all.arp_ignore': '1',
  'net.ipv4.conf.all.arp_announce': '2',
};

/**
 * The sysctls that kube-proxy in IPVS mode writes when it starts, and never again, with their values
 * (`pkg/proxy/ipvs/proxier.go`, `NewProxier`). From kernel 4.1 to 5.8 it sets `conn_reuse_mode` to 0, from 5.9 on it leaves
 * it alone; without the kernel's version that one is not told.
 */
export function writtenSysctls(
  configuration: Pick<KubeProxyConfiguration, 'strictArp'> | undefined,
  kernel: KernelInfo | undefined,
): Readonly<Record<string, string>> {
  return {
    ...ALWAYS,
    ...(configuration?.strictArp ? STRICT_ARP : {}),
    ...(kernel && setsReuseMode(kernel) ? {'net.ipv4.vs.conn_reuse_mode': '0'} : {}),
  };
}

function setsReuseMode({kernelVersion: {major, minor}}: KernelInfo): boolean {
  const old = major < 5 || (major === 5 && minor < 9);
  return old && (major > 4 || (major === 4 && minor >= 1));
}
