import {expect} from '@jest/globals';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {run} from './run.ts';

interface Coded {
  readonly code: string | null;
  readonly severity: string;
}

interface Owned {
  readonly service: {readonly namespace: string; readonly name: string} | null;
}

interface Cause {
  readonly kind: string;
  readonly nodes: readonly string[];
}

interface VirtualServer {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

interface Socket {
  readonly address: string;
  readonly port: number;
}

interface Diff {
  readonly findings: readonly (Coded &
    Owned & {
      readonly kind: string;
      readonly node: string;
      readonly virtualServer: VirtualServer | null;
      readonly realServer: Socket | null;
    })[];
  readonly nodes: readonly {readonly name: string; readonly state: string}[];
  readonly notes: readonly (Coded & {readonly node: string | null})[];
  readonly causes: readonly Cause[];
}

interface Status {
  readonly nodes: readonly {
    readonly name: string;
    readonly state: string;
    readonly drift: number | null;
    readonly concerns: readonly Coded[];
  }[];
  readonly services: readonly {
    readonly concerns: readonly (Coded & {readonly nodes: readonly string[]})[];
    readonly realServers: readonly (Socket & {
      readonly entries: readonly {
        readonly node: string;
        readonly virtualServer: VirtualServer;
        readonly standing: string;
      }[];
    })[];
  }[];
  readonly causes: readonly Cause[];
}

interface Check {
  readonly results: readonly (Coded &
    Owned & {
      readonly node: string | null;
      readonly result: string;
      readonly drift: boolean;
    })[];
  readonly causes: readonly Cause[];
}

interface TracePath {
  readonly type: 'path';
  readonly node: string;
  readonly virtualServer: VirtualServer;
  readonly state: string;
  readonly steps: readonly {readonly name: string; readonly state: string; readonly code: string | null}[];
  readonly realServers: readonly (Socket & {readonly standing: string; readonly weight: number | null})[];
}

interface Answer<Report> {
  readonly exitCode: number | null;
  readonly report: Report;
}

async function ask<Report>(from: string, ...words: readonly string[]): Promise<Answer<Report>> {
  const {stdout, exitCode} = await run([...words, '--from', from, '-o', 'json']);
  return {exitCode, report: JSON.parse(stdout) as Report};
}

/** What `check` and `diff` say of a snapshot as a whole. */
export interface Whole {
  readonly from: string;
  /** Each failure of `check` as `node code severity`; of the cluster as `null code severity`. */
  readonly failures: ReadonlySet<string>;
  /** Codes by node, of failures and differences. */
  readonly codes: ReadonlySet<string>;
  /** The Services that something is wrong with, or worth knowing of, as `namespace/name`. */
  readonly troubled: ReadonlySet<string>;
}

const nameOf = ({namespace, name}: {readonly namespace: string; readonly name: string}) =>
  `${namespace}/${name}`;
const kindsOf = (causes: readonly Cause[]) => causes.map(({kind}) => kind).sort();

/** What `status`, `diff` and `check` say of one snapshot must be one truth; gives what `check` and `diff` say. */
export async function expectAgreement(from: string): Promise<Whole> {
  const status = await ask<Status>(from, 'status');
  const diff = await ask<Diff>(from, 'diff');
  const check = await ask<Check>(from, 'check');
  const isWrong = [status, diff, check].map(({exitCode}) => exitCode === 1);
  expect(new Set(isWrong).size).toBe(1);
  const counted = diff.report.findings.filter(({severity}) => severity !== 'info');
  for (const {name, state} of diff.report.nodes) {
    const node = status.report.nodes.find((one) => one.name === name);
    expect(node?.state).toBe(state);
    expect(node?.drift ?? 0).toBe(counted.filter((finding) => finding.node === name).length);
  }
  const failed = check.report.results.filter(({result}) => result === 'fail');
  const told = failed.filter(({drift}) => drift);
  const severitiesOf = (results: readonly {severity: string; node: string | null}[]) =>
    [...new Set(results.map(({severity, node}) => `${node} ${severity}`))].sort();
  expect(severitiesOf(told.filter(({severity}) => severity !== 'info'))).toEqual(severitiesOf(counted));
  expect(kindsOf(status.report.causes)).toEqual(kindsOf(diff.report.causes));
  expect(kindsOf(check.report.causes)).toEqual(kindsOf(diff.report.causes));
  return {
    from,
    failures: new Set(failed.map(({node, code, severity}) => `${node} ${code} ${severity}`)),
    codes: new Set([...failed, ...diff.report.findings].map(({node, code}) => `${node} ${code}`)),
    troubled: new Set(
      [...diff.report.findings, ...failed].flatMap(({service}) => (service ? [nameOf(service)] : [])),
    ),
  };
}

/** The Services of a snapshot that have an address, as `namespace/name`. */
export async function servicesOf(from: string): Promise<readonly string[]> {
  const evidence = await openSnapshot(from);
  const {services} = await evidence.readCluster().finally(evidence.close);
  return services
    .filter(({type, clusterIP}) => type !== 'ExternalName' && clusterIP !== '' && clusterIP !== 'None')
    .map(nameOf);
}

const keyOf = ({protocol, address, port}: VirtualServer) => `${protocol} ${socketOf({address, port})}`;
const socketOf = ({address, port}: Socket) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** The standing that a difference of a real server stands for. */
const STANDING_OF: Readonly<Record<string, string>> = {
  'real-server-stale': 'stale',
  'real-server-missing': 'missing',
  'real-server-weight': 'wrong-weight',
  'real-server-draining': 'draining',
  'forwarding-mismatch': 'wrong-forwarding',
};
const TROUBLE = Object.values(STANDING_OF);

/** What `status svc/NAME`, `diff svc/NAME` and `trace svc/NAME --once` say of one Service must be one truth, and that of `check`. */
export async function expectServiceAgreement({from, failures, codes}: Whole, service: string): Promise<void> {
  const [namespace = '', name = ''] = service.split('/');
  const about = [`svc/${name}`, '-n', namespace];
  const status = await ask<Status>(from, 'status', ...about);
  const diff = await ask<Diff>(from, 'diff', ...about);
  const trace = await run(['trace', ...about, '--once', '--from', from, '-o', 'json']);
  const records = trace.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as TracePath | {readonly type: 'assessment'; readonly causes: readonly Cause[]},
    );
  const paths = records.filter((record) => record.type === 'path');
  const causes = records.flatMap((record) => (record.type === 'assessment' ? kindsOf(record.causes) : []));

  // The standing of each real server on each node.
  const [reported] = status.report.services;
  const inStatus = (reported?.realServers ?? []).flatMap((real) =>
    real.entries.map(
      ({node, virtualServer, standing}) => `${node} ${keyOf(virtualServer)} ${socketOf(real)} ${standing}`,
    ),
  );
  const inTrace = paths.flatMap(({node, virtualServer, realServers}) =>
    realServers.map((real) => ({
      line: `${node} ${keyOf(virtualServer)} ${socketOf(real)} ${real.standing}`,
      present: real.weight !== null,
    })),
  );
  const isUnlisted = (line: string) => line.endsWith(' left-out') || line.endsWith(' optional');
  const listed = inTrace.filter(({line, present}) => present || !isUnlisted(line));
  expect(listed.map(({line}) => line).sort()).toEqual(inStatus.sort());
  const inDiff = diff.report.findings.flatMap(({kind, node, virtualServer, realServer}) =>
    STANDING_OF[kind] && virtualServer && realServer
      ? [`${node} ${keyOf(virtualServer)} ${socketOf(realServer)} ${STANDING_OF[kind]}`]
      : [],
  );
  const served = new Set(paths.map(({node, virtualServer}) => `${node} ${keyOf(virtualServer)}`));
  // Of a virtual server that is missing so are all real servers: one difference says so.
  const missing = new Set(
    diff.report.findings.flatMap(({kind, node, virtualServer}) =>
      kind === 'virtual-server-missing' && virtualServer ? [`${node} ${keyOf(virtualServer)}`] : [],
    ),
  );
  const serverIn = (line: string) => line.split(' ').slice(0, 3).join(' ');
  const troubled = inTrace
    .map(({line}) => line)
    .filter(
      (line) => TROUBLE.some((standing) => line.endsWith(` ${standing}`)) && !missing.has(serverIn(line)),
    );
  expect(troubled.sort()).toEqual([...new Set(inDiff.filter((line) => served.has(serverIn(line))))].sort());

  // What is said with a code has it in `check` too, and the severity that it has there.
  const concerns = (reported?.concerns ?? []).flatMap(({code, severity, nodes}) =>
    nodes.map((node) => `${node} ${code} ${severity}`),
  );
  const notes = diff.report.notes.flatMap(({node, code, severity}) =>
    node === null || code === null ? [] : [`${node} ${code} ${severity}`],
  );
  expect([...concerns, ...notes].filter((line) => !failures.has(line))).toEqual([]);
  const broken = paths.flatMap(({node, steps}) =>
    steps.flatMap(({state, code}) => (state === 'broken' && code !== null ? [`${node} ${code}`] : [])),
  );
  expect(broken.filter((line) => !codes.has(line))).toEqual([]);

  expect(kindsOf(status.report.causes)).toEqual(kindsOf(diff.report.causes));
  expect(causes).toEqual(kindsOf(diff.report.causes));

  const isWrong = diff.exitCode === 1;
  expect(status.exitCode === 1).toBe(isWrong);
  expect(trace.exitCode === 1).toBe(isWrong || paths.some(({state}) => state === 'broken'));
}
