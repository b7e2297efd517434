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
  readonly environment?: string;
  readonly strategy?: {readonly matrix: Readonly<Record<string, readonly unknown[]>>};
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

  test('what may write runs in an environment that the repository protects', () => {
    for (const [, {permissions, environment}] of jobs) if (permissions) expect(environment).toBe('release');
  });

  // https://github.com/actions/runner-images/issues/13046: a job for a retired runner waits for hours, and ends.
  test('no runner is retired', () => {
    const runners = JSON.stringify(jobs.map(([, {strategy, ...job}]) => [job['runs-on'], strategy?.matrix]));
    expect(runners).not.toMatch(/macos-1[0-3]\b|ubuntu-20|ubuntu-18|windows-2019/);
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

test.each(['SECURITY.md', 'docs/air-gapped.md'])(
  '%s: the signature is asked for by the workflow that makes it, and tags alone',
  (name) => {
    const document = readFileSync(path.join(ROOT, name), 'utf8');
    expect(document).toContain('/.github/workflows/release.yml@refs/tags/v');
    expect(document).not.toContain('certificate-identity-regexp');
  },
);

test.each(['Dockerfile', 'program.Dockerfile'])('the base of image/%s is pinned by digest', (name) => {
  const base = /^(?:ARG BASE=|FROM )([a-z]\S*)$/m.exec(readFileSync(path.join(ROOT, 'image', name), 'utf8'));
  expect(base?.[1]).toMatch(/@sha256:[0-9a-f]{64}$/);
});

describe('the image of the debug pods', () => {
  const {jobs} = load(text('release.yml')) as Workflow;
  const stepsOf = (id: string) => jobs[id]?.steps ?? [];

  test('is built on a machine of each platform, and scanned before anything is published', () => {
    const {image} = jobs;
    const platforms = image?.strategy?.matrix.include as readonly {platform: string; runner: string}[];
    expect(platforms.map(({platform}) => platform).sort()).toEqual(['amd64', 'arm64']);
    const steps = stepsOf('image');
    const built = steps.findIndex(({run}) => run?.includes('docker build'));
    const scanned = steps.findIndex(({uses}) => uses?.startsWith('aquasecurity/trivy-action@'));
    const kept = steps.findIndex(({run}) => run?.includes('docker save'));
    expect(built).toBeGreaterThanOrEqual(0);
    expect([built, scanned, kept].toSorted((one, other) => one - other)).toEqual([built, scanned, kept]);
    expect(steps[scanned]?.with).toMatchObject({'exit-code': '1'});
    expect(jobs.publish?.needs).toContain('image');
  });

  test('is published by its digest, and that digest is signed and told', () => {
    const run = stepsOf('publish').find((step) => step.run?.includes('docker push'))?.run ?? '';
    expect(run).toMatch(/cosign sign --yes --recursive "\$\{image%:\*\}@\$\{digest\}"/);
    expect(run).toContain('release/debug-image.txt');
    expect(jobs.publish?.permissions).toMatchObject({packages: 'write'});
  });
});
