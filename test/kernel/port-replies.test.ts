import {describe, expect, test} from '@jest/globals';
import {isSilent} from '../../src/kernel/index.ts';
import {readPortReplies} from '../../src/kernel/port-replies.ts';

const reply = (place: string, answer: string) => ({
  source: 'kube-proxy-metrics.txt',
  program: 'curl',
  place,
  answer,
});

function metricsPort(record: unknown, texts = {}) {
  const capture = {node: 'node-a', texts: {'capture.json': JSON.stringify(record), ...texts}};
  return readPortReplies(capture).metricsPort;
}

describe('what came of asking a port of kube-proxy', () => {
  test.each([
    ['a refusal is no answer', [reply('127.0.0.1:10249', 'refused')], 'unanswered'],
    ['an error status is an answer', [reply('127.0.0.1:10249', '404')], 'answered'],
    ['one answer is enough', [reply('127.0.0.1:10249', 'refused'), reply('[::1]:10249', '200')], 'answered'],
    ['a program that could not run asked nothing', [reply('127.0.0.1:10249', 'missing')], 'not-asked'],
    ['no question', [], 'not-asked'],
  ])('%s', (_, kubeProxyReplies, outcome) => {
    expect(metricsPort({kubeProxyReplies}).outcome).toBe(outcome);
  });

  test('a text that arrived is an answer, whatever else is recorded', () => {
    const text = {'kube-proxy-mode.txt': 'ipvs'};
    expect(
      metricsPort({failedCommands: ['kube-proxy-metrics.txt curl exit=7 10249/metrics']}, text),
    ).toMatchObject({
      outcome: 'answered',
      hangs: false,
    });
  });

  test.each(['exit=126', 'exit=127'])('format 1: a program that the shell could not run (%s)', (status) => {
    expect(
      metricsPort({failedCommands: [`kube-proxy-mode.txt wget ${status} 10249/proxyMode`]}),
    ).toMatchObject({
      outcome: 'not-asked',
      why: expect.stringContaining('no curl and no wget'),
    });
  });

  test('an image without a client', () => {
    expect(metricsPort({failedCommands: ['kube-proxy-mode.txt curl/wget missing /proxyMode']})).toMatchObject(
      {
        outcome: 'not-asked',
        why: expect.stringContaining('no curl and no wget'),
      },
    );
  });

  test('kube-proxy is silent only if it was asked wherever it may listen', () => {
    const replies = metricsPort({kubeProxyReplies: [reply('127.0.0.1:10249', 'refused')]});
    expect(isSilent(replies, ['127.0.0.1:10249'])).toBe(true);
    expect(isSilent(replies, ['10.0.0.7:10249'])).toBe(false);
    expect(isSilent(replies, ['127.0.0.1:10249', '[::1]:10249'])).toBe(false);
  });

  test.each(['', '[]', '{"kubeProxyReplies":[null,7],"failedCommands":{}}', '{"failedCommands":[null]}'])(
    'a record that is none tells nothing: %j',
    (text) => {
      const {metricsPort: port} = readPortReplies({node: 'node-a', texts: {'capture.json': text}});
      expect(port.outcome).toBe('not-asked');
    },
  );
});
