import {describe, expect, it} from '@jest/globals';
import {podOutcome} from '../../src/capture/pod-outcome.ts';

const containers = [
  {name: 'proxy', image: 'sidecar:1'},
  {name: 'capture', image: 'mine:1'},
];

describe('podOutcome', () => {
  it.each([
    {
      name: 'not yet seen by the kubelet',
      status: {phase: 'Pending'},
      state: 'the kubelet had not started it',
    },
    {
      name: 'creating',
      status: {
        phase: 'Pending',
        containerStatuses: [{name: 'capture', state: {waiting: {reason: 'ContainerCreating'}}}],
      },
      state: 'the node was still pulling mine:1 or creating the container',
    },
    {
      name: 'waiting for something else',
      status: {
        phase: 'Pending',
        containerStatuses: [{name: 'capture', state: {waiting: {reason: 'PodInitializing'}}}],
      },
      state: 'the container waited (PodInitializing)',
    },
    {
      name: 'running',
      status: {phase: 'Running', containerStatuses: [{name: 'capture', state: {running: {startedAt: 'x'}}}]},
      state: 'the capture was still running',
    },
  ])('waits for a pod that is $name', ({status, state}) => {
    expect(podOutcome({spec: {containers}, status})).toEqual({kind: 'waiting', state});
  });

  it('looks at our container, whatever was put beside it', () => {
    const beside = {name: 'proxy', state: {running: {startedAt: 'x'}}};
    const ended = {name: 'capture', state: {terminated: {exitCode: 0, reason: 'Completed'}}};
    const killed = {name: 'capture', state: {terminated: {exitCode: 137, reason: 'OOMKilled'}}};
    const pod = (mine: object) => ({
      spec: {containers},
      status: {phase: 'Running', containerStatuses: [beside, mine]},
    });
    expect(podOutcome(pod(ended))).toEqual({kind: 'ended'});
    expect(podOutcome(pod(killed))).toEqual({kind: 'failed', reason: expect.stringMatching(/more memory/)});
  });

  it('cuts what the cluster says to a readable length', () => {
    const status = {phase: 'Failed', reason: 'Evicted', message: `a\n\tb ${'x'.repeat(5000)}`};
    const outcome = podOutcome({status});
    expect(outcome.kind === 'failed' && outcome.reason.length).toBeLessThan(600);
    expect(JSON.stringify(outcome)).toContain('(a b x');
  });

  it.each([undefined, null, 7, 'x', [], {}, {status: []}, {status: {containerStatuses: [null, 3]}}])(
    'takes %j for a pod that has not begun',
    (json) => {
      expect(podOutcome(json)).toEqual({kind: 'waiting', state: 'the kubelet had not started it'});
    },
  );
});
