import {CORE_SCHEMA, Type} from 'js-yaml';

const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/;

/**
 * YAML as kubectl reads it (sigs.k8s.io/yaml, on yaml.v2): `yes`, `no`, `on` and `off` are booleans, as in YAML 1.1, and a
 * date is a text.
 */
export const KUBECTL_YAML = CORE_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:bool', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && (TRUE.test(text) || FALSE.test(text)),
      construct: (text: string) => TRUE.test(text),
    }),
    // Keys of another mapping: `<<: *other`.
    new Type('tag:yaml.org,2002:merge', {kind: 'scalar', resolve: (text: unknown) => text === '<<'}),
  ],
});
