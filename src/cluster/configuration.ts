import {InvalidObjectError, type KubeProxyConfiguration, readConfigMap} from '../model/index.ts';
import type {ClusterReading} from './cluster-reading.ts';
import {getOrNone} from './get-or-none.ts';
import type {FoundPod} from './kube-proxy-pods.ts';
import type {Problems} from './problems.ts';

/** Where the configuration is if no Pod tells. */
const DEFAULT = {namespace: 'kube-system', name: 'kube-proxy'};

/** More ConfigMaps than this are not looked at. */
const MOST = 8;

/** kube-proxy's configuration, from the ConfigMaps that its Pods read. What is wrong goes into the problems. */
export async function readConfiguration(
  reading: ClusterReading,
  pods: readonly FoundPod[],
  problems: Problems,
): Promise<KubeProxyConfiguration | undefined> {
  for (const {namespace, name} of places(pods).slice(0, MOST)) {
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const json = await problems.collect({what: `ConfigMap ${namespace}/${name}`, hides: HIDES}, () =>
      getOrNone(reading, path),
    );
    const configuration =
      json === undefined ? undefined : read(json, `ConfigMap ${namespace}/${name}`, problems);
    if (!configuration) continue;
    reading.sink?.object('kube-proxy-config.json', json);
    return configuration;
  }
  return undefined;
}

const HIDES = "kube-proxy's settings are known only where a node reports them";

function places(pods: readonly FoundPod[]): readonly {readonly namespace: string; readonly name: string}[] {
  const all = pods.flatMap(({pod, configMap}) =>
    configMap === undefined ? [] : [{namespace: pod.namespace, name: configMap}],
  );
  const unique = new Map(all.map((place) => [`${place.namespace}/${place.name}`, place]));
  if (unique.size > 0) return [...unique.values()];
  // Pods that run by flags alone read no ConfigMap, so what is in one of that name says nothing of them.
  return pods.some(({pod}) => !pod.flags.has('config') && pod.flags.size > 0) ? [] : [DEFAULT];
}

function read(json: unknown, where: string, problems: Problems): KubeProxyConfiguration | undefined {
  try {
    const {configuration, problems: found} = readConfigMap(json, where);
    for (const problem of found) problems.add(problem);
    return configuration;
  } catch (cause) {
    if (!(cause instanceof InvalidObjectError)) throw cause;
    problems.add(`${where}: ${cause.message}`);
    return undefined;
  }
}
