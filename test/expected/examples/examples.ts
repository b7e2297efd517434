import {EXTERNAL_ADDRESS_EXAMPLES, NODE_PORT_EXAMPLES} from './addresses.ts';
import {ATTRIBUTE_EXAMPLES} from './attributes.ts';
import {ENDPOINT_EXAMPLES, POLICY_EXAMPLES} from './endpoints.ts';
import type {Example} from './example.ts';
import {LABEL_EXAMPLES, TOPOLOGY_EXAMPLES} from './topology.ts';

/** Rows 1 to 62 and 65 of section 15; the others are about the comparison alone. */
export const EXAMPLES: readonly Example[] = [
  ...ATTRIBUTE_EXAMPLES,
  ...NODE_PORT_EXAMPLES,
  ...EXTERNAL_ADDRESS_EXAMPLES,
  ...POLICY_EXAMPLES,
  ...ENDPOINT_EXAMPLES,
  ...TOPOLOGY_EXAMPLES,
  ...LABEL_EXAMPLES,
];
