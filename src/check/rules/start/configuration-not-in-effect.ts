import type {KubeProxyConfiguration} from '../../../model/index.ts';
import {driftVerdicts} from '../../drift-verdicts.ts';
import {hitsOf} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable, type Verdict} from '../../verdict.ts';
import {settingsOf} from './settings.ts';

const LENIENT = 'Using lenient decoding as strict decoding failed';

/** A configuration in the ConfigMap that the running kube-proxy does not have, or one of its own that the table has not. */
export const CONFIGURATION_NOT_IN_EFFECT = nodeRule({
  code: 'IPVS074',
  needs: ['runningConfiguration'],
  wants: ['pod', 'log', 'capturedAt', 'configuration', 'findings', 'startObstacles'],
  inEveryMode: true,
  check: ({runningConfiguration, pod, log, findings, startObstacles, ...moment}, {cluster, name}) => {
    const lenient = log
      ? hitsOf({...moment, log, pod}, {codes: ['IPVS074']}).filter(({signature}) => signature === LENIENT)
      : [];
    const verdicts: Verdict[] = lenient.map(({lines}) =>
      fail({
        message: 'the configuration has fields that kube-proxy does not know and ignores',
        evidence: lines.slice(-1),
      }),
    );
    const drift = driftVerdicts(
      (findings ?? []).filter(({code}) => code === 'IPVS074'),
      name,
    );
    return [
      ...verdicts,
      ...drift,
      configMapVerdict(runningConfiguration, {configured: cluster.configuration, pod, startObstacles}),
    ];
  },
});

function configMapVerdict(
  running: KubeProxyConfiguration,
  {
    configured,
    pod,
    startObstacles = [],
  }: {
    readonly configured: KubeProxyConfiguration | undefined;
    readonly pod: {readonly flags: ReadonlyMap<string, string>} | undefined;
    readonly startObstacles: readonly string[] | undefined;
  },
): Verdict {
  if (!pod || configured?.source !== 'configmap')
    return undecidable('there is no kube-proxy ConfigMap to compare its configuration with');
  if (!pod.flags.has('config')) return notApplicable('kube-proxy is configured by flags');
  if (startObstacles.length > 0) {
    return fail({
      severity: 'error',
      message: 'kube-proxy is running, but would not start again with the current ConfigMap',
      evidence: startObstacles,
      remedy: 'fix the ConfigMap before anything restarts kube-proxy, such as a reboot or an upgrade',
    });
  }
  const [inFile, inForce] = [settingsOf(configured), settingsOf(running)];
  const evidence = Object.keys(inFile)
    .filter((name) => inFile[name] !== inForce[name] && isAnswered(name, running))
    .filter((name) => !isDefault(name, running, inFile[name]))
    .map((name) => `${name}: the ConfigMap has ${inFile[name]}, kube-proxy has ${inForce[name]}`);
  if (evidence.length === 0) return pass();
  return fail({message: 'kube-proxy runs with a configuration that differs from the ConfigMap', evidence});
}

/** What kube-proxy answers of `ipvs` in another mode is not what its file says (`pkg/proxy/apis/config/v1alpha1/conversion.go`). */
function isAnswered(name: string, {mode}: KubeProxyConfiguration): boolean {
  return !['iptables', 'nftables'].includes(mode) || !name.startsWith('ipvs.');
}

/** nftables mode means the primary addresses where none are named (`cmd/kube-proxy/app/options.go`, since 1.31). */
function isDefault(name: string, {mode}: KubeProxyConfiguration, inFile: unknown): boolean {
  return name === 'nodePortAddresses' && mode === 'nftables' && inFile === '[]';
}
