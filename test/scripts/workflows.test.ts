import {readdirSync, readFileSync} from 'node:fs';
import {access} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {load} from 'js-yaml';
import {ROOT} from '../support/program.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = path.join(ROOT, '.github/workflows');
const text = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const names = readdirSync(FOLDER);
const {scripts} = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe.each(names)('%s', (name) => {
  const workflow = load(text(name)) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('actions are pinned by commit, with the version beside it', () => {
    for (const [, action] of text(name).matchAll(/uses: (.*)$/gm)) {
      expect(action).toMatch(/^[a-z-]+\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    expect(steps.some(({uses}) => uses)).toBe(true);
  });

  test('nothing but what a job needs may be written', () => {
    expect(workflow.permissions).toEqual({contents: 'read'});
    for (const [id, {permissions}] of jobs) if (id !== 'publish') expect(permissions).toBeUndefined();
  });

  test('the token of the checkout is not kept', () => {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/checkout@'))
        expect(step.with).toEqual({'persist-credentials': false});
    }
  });

  test('every job ends, and needs jobs that there are', () => {
    for (const [, job] of jobs) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const needed of [job.needs ?? []].flat()) expect(Object.keys(workflow.jobs)).toContain(needed);
    }
  });

  test('what it runs is there', async () => {
    const lines = steps.flatMap(({run}) => run ?? []).join('\n');
    for (const [, script] of lines.matchAll(/npm run ([\w:-]+)/g))
      expect(scripts).toHaveProperty([script ?? '']);
    for (const [file] of lines.matchAll(/(?:scripts|\.ci|test)\/[\w./-]+/g))
      await access(path.join(ROOT, file));
  });

  test('no text of an event gets into a shell', () => {
    for (const {run} of steps) expect(run ?? '').not.toContain('${{');
  });
});
