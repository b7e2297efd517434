import {clusterRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';
import {settingsOf} from './settings.ts';

/** kube-proxies that run with another configuration than most, where no ConfigMap says which one is right. */
export const CONFIGURATIONS_DIFFER = clusterRule({
  code: 'IPVS074',
  check: ({cluster}, nodes) => {
    if (cluster.configuration?.source === 'configmap')
      return notApplicable('each node is compared with the ConfigMap');
    const known = nodes.flatMap(({name, runningConfiguration}) =>
      runningConfiguration ? [{name, settings: settingsOf(runningConfiguration)}] : [],
    );
    if (known.length < 2) return notApplicable('fewer than two configurations could be compared');
    const usual = mostOften(known.map(({settings}) => settings));
    return known.flatMap(({name, settings}) => {
      const evidence = Object.keys(settings)
        .filter((setting) => settings[setting] !== usual[setting])
        .map((setting) => `${setting}: ${settings[setting]} here, ${usual[setting]} on most nodes`);
      if (evidence.length === 0) return [];
      const message = 'kube-proxy runs with a different configuration here than on most nodes';
      return [fail({node: name, severity: 'info', message, evidence})];
    });
  },
});

type Settings = ReturnType<typeof settingsOf>;

/** Of each setting the value that most nodes have. */
function mostOften(all: readonly Settings[]): Settings {
  const usual: Record<string, string> = {};
  for (const setting of Object.keys(all[0] ?? {})) {
    const counts = new Map<string, number>();
    for (const settings of all) {
      const value = settings[setting] ?? '';
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    usual[setting] = [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? '';
  }
  return usual;
}
