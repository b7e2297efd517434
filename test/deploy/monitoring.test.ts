import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {load} from 'js-yaml';
import {parseCall} from '../../src/cli/parse-flags.ts';
import {route} from '../../src/cli/route.ts';
import {COMMANDS} from '../../src/commands/index.ts';
import {ROOT, recording, runProgram} from '../support/program.ts';
import {readExposition} from '../support/read-exposition.ts';

/** The samples that the program prints for a recorded incident. */
async function printed(command: string) {
  return readExposition(
    (await runProgram([command, '--from', recording('stale-backends'), '-o', 'prometheus'])).stdout,
  );
}

const [diff, status, check] = await Promise.all(['diff', 'status', 'check'].map(printed));
const samples = [...(diff ?? []), ...(status ?? []), ...(check ?? [])];
const deployed = (name: string) => readFile(path.join(ROOT, 'deploy', name), 'utf8');

/** What a PromQL expression selects, as far as ours go: a metric, and labels with fixed values. */
function selectors(expression: string) {
  return [...expression.matchAll(/(kubectl_ipvs_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, label = '', value = '']) => [label, value] as const,
      ),
      names: [...labels.matchAll(/(\w+)[=!~]+"/g)].map(([, label = '']) => label),
    }),
  );
}

function expectPrinted(expression: string): void {
  const found = selectors(expression);
  expect(found).not.toEqual([]);
  for (const {name, labels, names} of found) {
    const fitting = samples.filter(
      (sample) =>
        sample.name === name &&
        names.every((label) => label in sample.labels) &&
        labels.every(([label, value]) => sample.labels[label] === value),
    );
    expect({expression, printed: fitting.length > 0}).toEqual({expression, printed: true});
  }
}

describe('what is deployed asks for metrics that the program prints', () => {
  test('alert rules', async () => {
    const rules = load(await deployed('prometheus-rules.yaml')) as {
      spec: {groups: {rules: {alert: string; expr: string; annotations: {summary: string}}[]}[]};
    };
    const list = rules.spec.groups.flatMap((group) => group.rules);
    expect(new Set(list.map(({alert}) => alert)).size).toBe(list.length);
    for (const {expr} of list) expectPrinted(expr);
  });

  test('the dashboard', async () => {
    const {panels} = JSON.parse(await deployed('grafana-dashboard.json')) as {
      panels: {id: number; gridPos: {x: number; w: number}; targets: {expr: string}[]}[];
    };
    expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
    for (const {gridPos, targets} of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const {expr} of targets) expectPrinted(expr);
    }
  });
});

describe('series do not come and go with what they count', () => {
  const keys = (list: readonly {name: string; labels: object}[]) =>
    new Set(list.map(({name, labels}) => `${name} ${JSON.stringify(labels)}`));

  test('all series of errors are there on a healthy cluster, with 0', async () => {
    const healthy = readExposition(
      (await runProgram(['diff', '--from', recording('healthy'), '-o', 'prometheus'])).stdout,
    );
    const errors = (diff ?? []).filter(({labels}) => labels.severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
    for (const key of keys(errors)) expect(keys(healthy)).toContain(key);
    const stale = healthy.filter(({labels}) => labels.kind === 'real-server-stale');
    expect(stale.map(({value}) => value)).toEqual([0, 0]);
  });

  test('labels hold names, never sentences', () => {
    for (const {labels} of samples)
      for (const value of Object.values(labels)) expect(value).not.toContain(' ');
  });
});

test('the plugins of k9s make calls that the program takes, with names that are never text of a shell', async () => {
  const {plugins} = load(await deployed('k9s-plugins.yaml')) as {
    plugins: Record<string, {command: string; args: string[]}>;
  };
  for (const {command, args} of Object.values(plugins)) {
    const words = command === 'sh' ? args.slice(3) : args.slice(1);
    if (command === 'sh') expect(args[1]).not.toMatch(/\$\w/);
    const values: Record<string, string> = {NAME: 'web', NAMESPACE: 'shop', CONTEXT: 'test'};
    const call = words.map((word) => word.replace(/\$(\w+)/g, (_, name: string) => values[name] ?? '?'));
    const found = route(call, COMMANDS);
    if (found.kind !== 'command') throw new Error(`${call.join(' ')} is no call`);
    expect(parseCall(found.command, found.words).flags.text('context')).toBe('test');
  }
});

test('the toolset for agents makes calls that the program takes', async () => {
  const {toolsets} = load(await deployed('agent-toolset.yaml')) as {
    toolsets: Record<string, {prerequisites: {command: string}[]; tools: {name: string; command: string}[]}>;
  };
  const all = Object.values(toolsets).flatMap(({prerequisites, tools}) => [...prerequisites, ...tools]);
  expect(all.length).toBeGreaterThan(5);
  for (const {command} of all) {
    expect(command).toMatch(/^kubectl ipvs /);
    const found = route(
      command
        .replaceAll(/\{\{ \w+ \}\}/g, 'x')
        .split(' ')
        .slice(2),
      COMMANDS,
    );
    if (found.kind !== 'command') throw new Error(`${command} is no call`);
    expect(() => parseCall(found.command, found.words)).not.toThrow();
  }
});
