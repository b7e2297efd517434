import type {KernelInfo, KubeProxyConfiguration, SettingStatus} from '../model/index.ts';

/** What a setting must be, or null where kube-proxy leaves it alone. */
type Wanted = (circumstances: Circumstances) => string | null;

interface Circumstances {
  readonly kernel: KernelInfo | undefined;
  readonly configuration: KubeProxyConfiguration;
}

const leftAlone: Wanted = () => null;
const always =
  (value: string): Wanted =>
  () =>
    value;
const withStrictArp =
  (value: string): Wanted =>
  ({configuration}) =>
    configuration.strictArp ? value : null;

/** What kube-proxy sets once, at its start (`pkg/proxy/ipvs/proxier.go`, `pkg/proxy/conntrack/sysctls.go`), and what else matters. */
const SETTINGS: readonly (readonly [string, Wanted])[] = [
  ['net.ipv4.vs.conntrack', always('1')],
  ['net.ipv4.vs.conn_reuse_mode', reuseMode],
  ['net.ipv4.vs.expire_nodest_conn', always('1')],
  ['net.ipv4.vs.expire_quiescent_template', always('1')],
  ['net.ipv4.vs.drop_entry', leftAlone],
  ['net.ipv4.vs.drop_packet', leftAlone],
  ['net.ipv4.vs.secure_tcp', leftAlone],
  ['net.ipv4.vs.run_estimation', leftAlone],
  ['net.ipv4.ip_forward', always('1')],
  ['net.ipv6.conf.all.forwarding', leftAlone],
  ['net.ipv4.conf.all.arp_ignore', withStrictArp('1')],
  ['net.ipv4.conf.all.arp_announce', withStrictArp('2')],
  ['net.ipv4.conf.all.rp_filter', leftAlone],
  ['net.bridge.bridge-nf-call-iptables', leftAlone],
  ['net.netfilter.nf_conntrack_max', leftAlone],
  ['net.netfilter.nf_conntrack_tcp_timeout_established', leftAlone],
  ['net.netfilter.nf_conntrack_tcp_timeout_close_wait', leftAlone],
  ['net.netfilter.nf_conntrack_udp_timeout', leftAlone],
];

/** From kernel 4.1 to 5.8 kube-proxy sets 0; from 5.9 it leaves it alone. */
function reuseMode({kernel}: Circumstances): string | null {
  if (!kernel) return null;
  const {major, minor} = kernel.kernelVersion;
  const old = major < 5 || (major === 5 && minor < 9);
  const settable = major > 4 || (major === 4 && minor >= 1);
  return old && settable ? '0' : null;
}

/** The kernel settings that matter to IPVS, of those that were read. */
export function settingStatus(
  sysctls: ReadonlyMap<string, string>,
  circumstances: Circumstances,
): readonly SettingStatus[] {
  return SETTINGS.flatMap(([name, wanted]) => {
    const value = sysctls.get(name);
    return value === undefined ? [] : [{name, value, wanted: wanted(circumstances)}];
  });
}
