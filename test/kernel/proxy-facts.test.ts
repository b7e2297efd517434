import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {readProxyFacts} from '../../src/kernel/index.ts';
import type {NodeCapture} from '../../src/model/index.ts';

function factsOf(texts: NodeCapture['texts']) {
  return readProxyFacts({node: 'node-a', texts});
}

/** What kube-proxy 1.33 answers on `/configz`, a part of it replaced. */
function configz(found = '', replacement = ''): string {
  return readFileSync('test/fixtures/configz/1.33.json', 'utf8').replace(found, replacement);
}

const BUCKET = 'kubeproxy_sync_proxy_rules_duration_seconds_bucket';

describe('what kube-proxy says of itself', () => {
  test.each([
    [
      'one family, no label',
      [`${BUCKET}{le="0.5"} 98`, `${BUCKET}{le="1"} 100`, `${BUCKET}{le="+Inf"} 100`],
      1,
    ],
    [
      'the slower family counts',
      [
        `${BUCKET}{ip_family="IPv4",le="1"} 9`,
        `${BUCKET}{ip_family="IPv6",le="1"} 0`,
        `${BUCKET}{ip_family="IPv6",le="4"} 9`,
      ],
      4,
    ],
    ['before the first sync', [`${BUCKET}{le="0.5"} 0`, `${BUCKET}{le="+Inf"} 0`], undefined],
    ['longer than the largest bucket', [`${BUCKET}{le="0.5"} 1`, `${BUCKET}{le="+Inf"} 9`], undefined],
  ])('length of a sync: %s', (_, lines, seconds) => {
    expect(factsOf({'kube-proxy-metrics.txt': `${lines.join('\n')}\n`}).p99SyncDuration).toBe(seconds);
  });

  test.each([
    ['/proxyMode', {'kube-proxy-mode.txt': 'nftables', 'kube-proxy-configz.json': configz()}, 'nftables'],
    ['/configz without /proxyMode', {'kube-proxy-configz.json': configz()}, 'ipvs'],
    [
      'a configuration without a mode means iptables',
      {'kube-proxy-configz.json': configz('"Mode":"ipvs"', '"Mode":""')},
      'iptables',
    ],
    ['another program’s answer is no mode', {'kube-proxy-mode.txt': '404 page not found\n'}, undefined],
    ['nothing', {}, undefined],
  ])('mode: %s', (_, texts, mode) => {
    expect(factsOf(texts).mode).toBe(mode);
  });

  test('an answer that is no configuration is a problem, not a configuration', () => {
    const facts = factsOf({'kube-proxy-configz.json': configz('"Scheduler":"lc"', '"Scheduler":7')});
    expect(facts.configuration).toBeUndefined();
    expect(facts.problems).toEqual([expect.stringContaining('Scheduler should be a string, but is 7')]);
  });

  test.each([
    ['cut off', configz().slice(0, 700)],
    ['a web page', '<!DOCTYPE html>\n<html><body>kube-proxy.config.k8s.io</body></html>\n'],
    ['empty', ''],
    ['a number', '7'],
    ['a list', '[]'],
    ['another component’s', '{"kubeletconfig":{"mode":"ipvs"}}'],
    ['in words that no known version uses', configz('"NodePortAddresses"', '"NodePortNets"')],
  ])('/configz that is %s tells neither settings nor a mode', (_, text) => {
    const facts = factsOf({'kube-proxy-configz.json': text});
    expect(facts).toMatchObject({configuration: undefined, mode: undefined});
    expect(facts.problems).toEqual([expect.stringContaining('kube-proxy-configz.json could not be parsed')]);
  });

  test('the version is the running one', () => {
    const text = 'kubernetes_build_info{git_version="v1.30.4-eks-a737599"} 1\n';
    expect(factsOf({'kube-proxy-metrics.txt': text}).version).toEqual({major: 1, minor: 30, patch: 4});
  });

  test.each([
    [
      'a process that was stopped',
      28,
      'Operation timed out after 5001 milliseconds with 0 bytes received',
      true,
      false,
    ],
    ['a full conntrack table', 28, 'Connection timed out after 5001 milliseconds', false, true],
    [
      'no process',
      7,
      "Failed to connect to 127.0.0.1 port 10249 after 37 ms: Couldn't connect to server",
      false,
      false,
    ],
  ])('without an answer: %s', (_, status, words, hangs, dropped) => {
    const capture = {
      failedCommands: [`kube-proxy-metrics.txt curl exit=${status} 10249/metrics`],
      stderr: {'kube-proxy-metrics.txt': `curl: (${status}) ${words}`},
    };
    const facts = factsOf({'capture.json': JSON.stringify(capture, null, 1)});
    expect(facts.metricsPort).toMatchObject({
      outcome: 'unanswered',
      places: ['127.0.0.1:10249'],
      program: 'curl',
      hangs,
      dropped,
    });
    expect(facts.healthPort.outcome).toBe('not-asked');
  });
});
