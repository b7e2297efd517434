import type {KubeProxyConfiguration} from '../../../model/index.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';

/** What kube-proxy writes when it starts, and never again (`pkg/proxy/ipvs/proxier.go`, `NewProxier`). */
const WRITTEN: Readonly<Record<string, string>> = {
  'net.ipv4.vs.conntrack': '1',
  'net.ipv4.vs.expire_nodest_conn': '1',
  'net.ipv4.vs.expire_quiescent_template': '1',
  'net.ipv4.ip_forward': '1',
};

/** Written with `strictARP: true` only. */
const STRICT_ARP: Readonly<Record<string, string>> = {
  'net.ipv4.conf.all.arp_ignore': '1',
  'net.ipv4.conf.all.arp_announce': '2',
};

/** Sysctls that somebody changed after kube-proxy had written them. */
export const SYSCTL_CHANGED = nodeRule({
  code: 'IPVS081',
  needs: ['sysctls'],
  wants: ['log', 'runningConfiguration'],
  check: ({sysctls, log, runningConfiguration}) => {
    const wanted = {...writtenValues(runningConfiguration), ...(log ? loggedValues(log) : {})};
    const verdicts: Verdict[] = [];
    for (const [name, value] of Object.entries(wanted)) {
      const now = sysctls.get(name);
      if (now === undefined || now === value) continue;
      const line = log && lineAbout(log, name);
      verdicts.push(
        fail({
          severity: name === 'net.ipv4.ip_forward' ? 'error' : 'warning',
          message: `${name} is ${now}: kube-proxy wrote ${value} when it started, and will not write it again`,
          evidence: [`${name} = ${now}`, ...(line === undefined ? [] : [line])],
          remedy: `sysctl -w ${name}=${value}, find what changes it, and put the value into /etc/sysctl.d`,
        }),
      );
    }
    return verdicts;
  },
});

function writtenValues(configuration: KubeProxyConfiguration | undefined) {
  return configuration?.strictArp ? {...WRITTEN, ...STRICT_ARP} : WRITTEN;
}

/** `"Changed sysctl" name="net/ipv4/vs/conntrack" before=0 after=1`, `"Set sysctl" entry="net/…" value=131072`. */
const LINE = /"(?:Changed|Set) sysctl" (?:name|entry)="([a-z0-9_/]+)" (?:before=\d+ after|value)=(\d+)/;

function loggedValues({hits}: ProxyLog): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const line of hits.flatMap(({lines, previous}) => (previous ? [] : lines))) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values[name.replaceAll('/', '.')] = value;
  }
  return values;
}

function lineAbout({hits}: ProxyLog, name: string): string | undefined {
  const path = `"${name.replaceAll('.', '/')}"`;
  return hits.flatMap(({lines, previous}) => (previous ? [] : lines)).find((line) => line.includes(path));
}
