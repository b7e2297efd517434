/** Texts of the programs from which a node's kernel gets its state. */
export interface NodeTables {
  /** `ipvsadm -S -n`. */
  readonly save?: string | undefined;
  /** `ip -o addr`. */
  readonly addresses?: string | undefined;
  /** `ipset save`. */
  readonly ipSets?: string | undefined;
}

const ADDRESS = /^\d+: (\S+) +(inet6?) (\S+) /;

/** The script that puts these into a node's kernel, in the place of what is there. What is not given stays as it is. */
export function loadScript({save, addresses, ipSets}: NodeTables): {
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
} {
  const lines = ['set -e'];
  const files: Record<string, string> = {};
  if (addresses !== undefined) {
    files.links = linkCommands(addresses);
    files.addresses = addressCommands(addresses);
    lines.push('ip -o link | sed -n "s/^[0-9]*: \\([^:@]*\\).*/\\1/p" | grep -vx lo >/tmp/links-$$ || true');
    lines.push('while read -r link; do ip link del "$link" 2>/dev/null || true; done </tmp/links-$$');
    lines.push('ip -batch "$FILES/links"; ip -batch "$FILES/addresses"');
  }
  if (ipSets !== undefined) {
    files['ip-sets'] = ipSets;
    lines.push('ipset destroy; ipset restore <"$FILES/ip-sets"');
  }
  if (save !== undefined) {
    files.save = save;
    lines.push('ipvsadm -C; ipvsadm -R <"$FILES/save"');
    lines.push(...KUBE_PROXY_SETTINGS.map((setting) => `sysctl -q -w ${setting} 2>/dev/null || true`));
  }
  return {script: lines.join('\n'), files};
}

/** What kube-proxy writes when it starts in IPVS mode (`pkg/proxy/ipvs/proxier.go` NewProxier), and what forwards packets. */
const KUBE_PROXY_SETTINGS: readonly string[] = [
  'net.ipv4.vs.conntrack=1',
  'net.ipv4.vs.expire_nodest_conn=1',
  'net.ipv4.vs.expire_quiescent_template=1',
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.forwarding=1',
];

/** Each interface becomes a dummy. */
function linkCommands(addresses: string): string {
  const names = new Set(rows(addresses).map(({link}) => link));
  return [...names]
    .map((name) => `link add ${name} type dummy\n${name === 'kube-ipvs0' ? '' : `link set ${name} up\n`}`)
    .join('');
}

function addressCommands(addresses: string): string {
  return rows(addresses)
    .filter(({address}) => !address.startsWith('fe80:'))
    .map(({link, address}) => `addr add ${address} dev ${link}${address.includes(':') ? ' nodad' : ''}\n`)
    .join('');
}

function rows(addresses: string): readonly {readonly link: string; readonly address: string}[] {
  return addresses.split('\n').flatMap((line) => {
    const [, link = '', , address = ''] = ADDRESS.exec(line) ?? [];
    return link === '' || link === 'lo' ? [] : [{link, address}];
  });
}
