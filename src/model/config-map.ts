import {load} from 'js-yaml';
import {InvalidObjectError, optionalStringMap, requireObject} from './json.ts';
import {type KubeProxyConfiguration, readKubeProxyConfiguration} from './kube-proxy-configuration.ts';

/** What a ConfigMap holds of kube-proxy's configuration, and what of it was not understood. */
export interface ConfigMapReading {
  readonly configuration: KubeProxyConfiguration | undefined;
  readonly problems: readonly string[];
}

/** The configuration in a ConfigMap, under whatever key; `where` names it in problems. Throws `InvalidObjectError`. */
export function readConfigMap(json: unknown, where: string): ConfigMapReading {
  const problems: string[] = [];
  const data = optionalStringMap(requireObject(json, '').data, 'data');
  for (const [key, text] of Object.entries(data)) {
    if (!text.includes('KubeProxyConfiguration')) continue;
    try {
      return {configuration: readKubeProxyConfiguration(load(text), 'configmap'), problems};
    } catch (cause) {
      const why = cause instanceof InvalidObjectError ? cause.message : 'it is not valid YAML';
      problems.push(`kube-proxy's configuration in ${where}, ${key} could not be parsed: ${why}`);
    }
  }
  return {configuration: undefined, problems};
}
