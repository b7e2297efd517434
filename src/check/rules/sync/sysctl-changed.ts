import {writtenSysctls} from '../../../model/index.ts';
import type {ProxyLog} from '../../proxy-log.ts';
import {nodeRule} from '../../rule.ts';
import {fail, type Verdict} from '../../verdict.ts';

/** Sysctls that somebody changed after kube-proxy had written them. */
export const SYSCTL_CHANGED = nodeRule({
  code: 'IPVS081',
  needs: ['sysctls'],
  wants: ['log', 'runningConfiguration'],
  check: ({sysctls, log, runningConfiguration}) => {
    const wanted = {...writtenSysctls(runningConfiguration, undefined), ...(log ? loggedValues(log) : {})};
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
          remedy: `on the node: sysctl -w ${name}=${value}, find what changes it, and put the value into /etc/sysctl.d`,
        }),
      );
    }
    return verdicts;
  },
});

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
