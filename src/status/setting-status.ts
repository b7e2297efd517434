import {
  type KernelInfo,
  type KubeProxyConfiguration,
  type SettingStatus,
  writtenSysctls,
} from '../model/index.ts';

/** The kernel settings that matter to IPVS, in the order in which they are shown. */
const SETTINGS = [
  'net.ipv4.vs.conntrack',
  'net.ipv4.vs.conn_reuse_mode',
  'net.ipv4.vs.expire_nodest_conn',
  'net.ipv4.vs.expire_quiescent_template',
  'net.ipv4.vs.drop_entry',
  'net.ipv4.vs.drop_packet',
  'net.ipv4.vs.secure_tcp',
  'net.ipv4.vs.run_estimation',
  'net.ipv4.ip_forward',
  'net.ipv6.conf.all.forwarding',
  'net.ipv4.conf.all.arp_ignore',
  'net.ipv4.conf.all.arp_announce',
  'net.ipv4.conf.all.rp_filter',
  'net.bridge.bridge-nf-call-iptables',
  'net.netfilter.nf_conntrack_max',
  'net.netfilter.nf_conntrack_tcp_timeout_established',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait',
  'net.netfilter.nf_conntrack_udp_timeout',
];

/** The kernel settings that matter to IPVS, of those that were read, with what kube-proxy wrote into them; null: nothing. */
export function settingStatus(
  sysctls: ReadonlyMap<string, string>,
  {
    kernel,
    configuration,
  }: {readonly kernel: KernelInfo | undefined; readonly configuration: KubeProxyConfiguration},
): readonly SettingStatus[] {
  const written = writtenSysctls(configuration, kernel);
  return SETTINGS.flatMap((name) => {
    const value = sysctls.get(name);
    return value === undefined ? [] : [{name, value, wanted: written[name] ?? null}];
  });
}
