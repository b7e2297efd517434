import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {createMappings} from '../../../src/snapshot/redact/mappings.ts';
import {redactNodeText} from '../../../src/snapshot/redact/redact-node-text.ts';

test.each([
  ['1.24', 'node-1'],
  ['1.33', 'node-4'],
  ['1.36', 'node-9'],
])('/configz of %s does not keep the name of its node', (version, name) => {
  const mappings = createMappings(new Uint8Array(32).fill(3));
  const text = readFileSync(`test/fixtures/configz/${version}.json`, 'utf8');
  const redacted = redactNodeText('kube-proxy-configz.json', text, mappings);
  expect(redacted).not.toContain(name);
  expect(redacted).toContain(mappings.names.map('node', name));
  expect(Object.keys(JSON.parse(redacted))).toEqual(['kubeproxy.config.k8s.io']);
});
