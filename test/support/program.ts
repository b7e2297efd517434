import {spawn} from 'node:child_process';
import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The built program; `KUBECTL_IPVS` names another build of it. */
export const PROGRAM = process.env.KUBECTL_IPVS ?? path.join(ROOT, 'dist/kubectl-ipvs');

/** Says so where the built program is older than its source: a test of it tests what was. Asked once in each test file. */
function warnOfOldBuild(): void {
  if (warned || process.env.KUBECTL_IPVS !== undefined) return;
  warned = true;
  const built = statSync(PROGRAM, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  const newer = readdirSync(path.join(ROOT, 'src'), {recursive: true, encoding: 'utf8'}).find(
    (file) => file.endsWith('.ts') && statSync(path.join(ROOT, 'src', file)).mtimeMs > built,
  );
  if (newer !== undefined)
    process.stderr.write(`warning: dist/ is older than src/${newer}: run "npm run build" first\n`);
}

let warned = false;

/** What a run of the program left behind. */
export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program and waits for its end. */
export function runProgram(
  words: readonly string[],
  {env, cwd}: {readonly env?: NodeJS.ProcessEnv; readonly cwd?: string} = {},
): Promise<ProgramResult> {
  warnOfOldBuild();
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, words, {
      cwd: cwd ?? ROOT,
      env: {...process.env, ...env},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const streams = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        streams[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({exitCode, ...streams}));
  });
}

/** The path of a recorded snapshot. */
export function recording(name: string): string {
  return path.join(ROOT, 'test/fixtures/recordings', name);
}

/** The findings of a report, each as one line that says what it is about. */
export function findingLines(
  stdout: string,
  {above = 'info'}: {readonly above?: 'info' | 'nothing'} = {},
): readonly string[] {
  const {findings} = JSON.parse(stdout) as {findings: readonly ReportedFinding[]};
  return findings.filter(({severity}) => above === 'nothing' || severity !== 'info').map(findingLine);
}

interface ReportedFinding {
  readonly kind: string;
  readonly severity: string;
  readonly node: string;
  readonly virtualServer: Readonly<Record<string, unknown>> | null;
  readonly realServer: {readonly address: string; readonly port: number} | null;
  readonly expected: Readonly<Record<string, unknown>> | null;
  readonly actual: Readonly<Record<string, unknown>> | null;
}

function findingLine({kind, node, virtualServer, realServer, expected, actual}: ReportedFinding): string {
  const subject = {...expected, ...actual};
  const about = virtualServer
    ? Object.values(virtualServer).join(' ')
    : [subject.set, subject.member, subject.chain, subject.address]
        .filter((part) => part !== undefined)
        .join(' ');
  return [node, kind, about, realServer ? `${realServer.address} ${realServer.port}` : '']
    .filter((part) => part !== '')
    .join(' | ');
}
