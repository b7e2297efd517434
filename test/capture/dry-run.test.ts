import {expect, it} from '@jest/globals';
import {dryRun} from '../../src/capture/dry-run.ts';
import {CAPTURE_SCRIPT} from '../../src/capture/script/capture-script.ts';

it('a dry run tells the pod with its script, and the rights', () => {
  const options = {
    namespace: 'debug',
    unprivileged: true,
    keepPods: false,
    concurrency: 1,
    timeoutSeconds: 60,
    owner: 'jane',
    toolVersion: 'v0',
  };
  expect(dryRun(options, {node: 'node-a', sources: ['uname.txt'], focus: undefined})).toEqual({
    pod: expect.objectContaining({
      metadata: expect.objectContaining({namespace: 'debug'}),
      spec: expect.objectContaining({
        nodeName: 'node-a',
        activeDeadlineSeconds: 90,
        containers: [expect.objectContaining({command: ['sh', '-c', CAPTURE_SCRIPT]})],
      }),
    }),
    permissions: expect.arrayContaining([
      {
        words: 'create pods in namespace debug (to start a debug pod on each node)',
        rule: 'Role in namespace debug: {apiGroups: [""], resources: ["pods"], verbs: ["create"]}',
      },
    ]),
  });
});
