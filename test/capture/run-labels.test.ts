import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {asLabelValue, cleanupCommand, randomName} from '../../src/capture/run-labels.ts';
import {checkProperty} from '../support/property.ts';

describe('asLabelValue', () => {
  it.each([
    ['jane@example.com', 'jane-example.com'],
    ['system:serviceaccount:ci:bot', 'system-serviceaccount-ci-bot'],
    ['--x--', 'x'],
    ['', ''],
  ])('makes of %j %j', (text, value) => {
    expect(asLabelValue(text)).toBe(value);
  });

  it('is always valid', () => {
    checkProperty(
      fc.property(fc.string({maxLength: 200}), (text) => {
        expect(asLabelValue(text)).toMatch(/^(?=.{0,63}$)(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?$/);
      }),
    );
  });
});

describe('cleanupCommand', () => {
  it('can be copied into a shell', () => {
    expect(
      cleanupCommand({namespace: 'kube-system', runId: 'abc', fleet: false}, ["--context=it's mine"]),
    ).toBe(
      "kubectl '--context=it'\\''s mine' delete pods --namespace kube-system --selector app.kubernetes.io/managed-by=kubectl-ipvs,kubectl-ipvs/run=abc",
    );
  });
});

describe('randomName', () => {
  it.each([0, 0.5, 0.999_999])('is part of a valid name (%d)', (number) => {
    expect(randomName(() => number, 12)).toMatch(/^[a-z0-9]{12}$/);
  });
});
