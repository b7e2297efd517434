/** An edit of a table in lines of `ipvsadm -S -n`, and the one finding that it must give. */
export interface Edit {
  readonly title: string;
  readonly lines: readonly string[];
  /** As `describeFindings` writes it. */
  readonly finding: string;
}

/** All edits: each line removed, each line changed in each way, and lines added. */
export function editsOf(lines: readonly string[]): readonly Edit[] {
  return [
    ...lines.filter((line) => line.startsWith('-a')).flatMap((line) => realServerEdits(lines, line)),
    ...lines.filter((line) => line.startsWith('-A')).flatMap((line) => virtualServerEdits(lines, line)),
    ...lines
      .filter((line) => line.startsWith('-A'))
      .flatMap((line) => addedRealServers(lines, line, STRANGERS)),
    ...ADDED_SERVERS.map(({added, finding}) => add(lines, added, finding)),
  ];
}

const PROTOCOLS: Readonly<Record<string, string>> = {'-t': 'TCP', '-u': 'UDP', '--sctp-service': 'SCTP'};

/** `TCP 10.96.14.7:80`: what a line is about. */
function keyOf(line: string): string {
  const [, option = '', address = ''] = line.split(' ');
  return `${PROTOCOLS[option]} ${address}`;
}

/** `-t 10.96.14.7:80`: how a line names its virtual server. */
function nameOf(line: string): string {
  return line.split(' ').slice(1, 3).join(' ');
}

function change(
  lines: readonly string[],
  line: string,
  {to, finding}: {readonly to: string; readonly finding: string},
): Edit {
  return {
    title: `change ${line} to ${to}`,
    lines: lines.map((present) => (present === line ? to : present)),
    finding,
  };
}

function remove(lines: readonly string[], removed: readonly string[], finding: string): Edit {
  return {
    title: `remove ${removed.join(', ')}`,
    lines: lines.filter((line) => !removed.includes(line)),
    finding,
  };
}

function add(lines: readonly string[], added: readonly string[], finding: string): Edit {
  return {title: `add ${added.join(', ')}`, lines: [...lines, ...added], finding};
}

function realServerEdits(lines: readonly string[], line: string): readonly Edit[] {
  const subject = `${keyOf(line)} -> ${line.split(' ')[4]}`;
  const becomes = (from: string, to: string, kind: string) =>
    change(lines, line, {to: line.replace(from, to), finding: `${kind} ${subject}`});
  return [
    remove(lines, [line], `real-server-missing ${subject}`),
    becomes('-w 1', '-w 0', 'real-server-weight'),
    becomes('-w 1', '-w 5', 'real-server-weight'),
    becomes('-m', '-g', 'forwarding-mismatch'),
    becomes('-m', '-i', 'forwarding-mismatch'),
  ];
}

function virtualServerEdits(lines: readonly string[], line: string): readonly Edit[] {
  const key = keyOf(line);
  const own = lines.filter((other) => keyOf(other) === key);
  const scheduler = /-s (\S+)/.exec(line)?.[1] ?? '';
  const withoutFlags = line.replace(/ -b \S+$/, '');
  const becomes = (to: string, kind: string) => change(lines, line, {to, finding: `${kind} ${key}`});
  return [
    remove(lines, own, `virtual-server-missing ${key}`),
    becomes(withoutFlags.replace(`-s ${scheduler}`, '-s wrr'), 'scheduler-mismatch'),
    becomes(`${withoutFlags} -o`, 'scheduler-mismatch'),
    ...flagEdits(line).map((to) => becomes(to, 'scheduler-mismatch')),
    ...persistenceEdits(line).map((to) => becomes(to, 'persistence-mismatch')),
  ];
}

function flagEdits(line: string): readonly string[] {
  if (!line.includes(' -s mh')) return [];
  return line.includes(' -b mh-port')
    ? [line.replace(' -b mh-port', ''), line.replace(' -b mh-port', ' -b mh-fallback,mh-port')]
    : [`${line} -b mh-port`];
}

function persistenceEdits(line: string): readonly string[] {
  const netmask = line.includes('[') ? ' -M 64' : ' -M 255.255.255.0';
  const present = / -p (\d+)/.exec(line);
  if (!present) return [line.replace(/(-s \S+)/, '$1 -p 10800')];
  const [option] = present;
  return [
    line.replace(option, ''),
    line.replace(option, ' -p 301'),
    line.replace(option, `${option}${netmask}`),
    line.replace(option, `${option} --pe sip`),
  ];
}

/** Real servers that are not wanted, added to a virtual server. At weight 0 they may be draining, but only with TCP. */
export function addedRealServers(
  lines: readonly string[],
  line: string,
  realServers: readonly string[],
): readonly Edit[] {
  const drained = line.startsWith('-A -t') ? 'real-server-draining' : 'real-server-stale';
  return [...new Set(realServers)]
    .filter((realServer) => realServer.includes('[') === line.includes('['))
    .filter((realServer) => !lines.some((other) => other.startsWith(`-a ${nameOf(line)} -r ${realServer} `)))
    .flatMap((realServer) => {
      const added = (weight: number) => [`-a ${nameOf(line)} -r ${realServer} -m -w ${weight}`];
      return [
        add(lines, added(1), `real-server-stale ${keyOf(line)} -> ${realServer}`),
        add(lines, added(0), `${drained} ${keyOf(line)} -> ${realServer}`),
      ];
    });
}

const STRANGERS = ['10.244.9.99:8080', '[fd00:244:9::99]:8080'];

const ADDED_SERVERS = [
  {
    added: ['-A -t 10.96.99.99:80 -s rr', '-a -t 10.96.99.99:80 -r 10.244.9.99:8080 -m -w 1'],
    finding: 'virtual-server-unexpected TCP 10.96.99.99:80',
  },
  {added: ['-A -u 10.96.14.7:80 -s rr'], finding: 'virtual-server-unexpected UDP 10.96.14.7:80'},
  {added: ['-A -t 192.0.2.11:30099 -s rr'], finding: 'virtual-server-unexpected TCP 192.0.2.11:30099'},
  {added: ['-A -t [fd00:96::99]:80 -s rr'], finding: 'virtual-server-unexpected TCP [fd00:96::99]:80'},
  {
    added: ['-A -f 100 -s rr', '-a -f 100 -r 10.244.9.99:8080 -g -w 1'],
    finding: 'virtual-server-unexpected FWM-IPv4 100',
  },
  {added: ['-A -f 100 -6 -s wlc'], finding: 'virtual-server-unexpected FWM-IPv6 100'},
];
