import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {load} from 'js-yaml';
import {ROOT, recording, runProgram} from '../../support/program.ts';
import {readExposition} from '../../support/read-exposition.ts';
import {readXml, type XmlElement} from '../../support/read-xml.ts';
import {run} from '../../support/run.ts';
import {withSnapshot} from '../../support/snapshot-copy.ts';

interface Result {
  readonly code: string;
  readonly node: string | null;
  readonly service: {readonly namespace: string; readonly name: string} | null;
  readonly result: string;
  readonly severity: string;
  readonly evidence: readonly string[];
  readonly message: string;
  readonly gap: string | null;
  readonly drift: boolean;
  readonly accepted: unknown;
}

interface Report {
  readonly summary: {
    readonly failures: Readonly<Record<string, number>>;
    readonly results: Readonly<Record<string, number>>;
    readonly accepted: number;
  };
  readonly results: readonly Result[];
  readonly impact: readonly {readonly effect: string; readonly service: {readonly name: string} | null}[];
  readonly causes: readonly {readonly kind: string}[];
  readonly notes: readonly {readonly severity: string; readonly message: string}[];
}

type Run = ReturnType<typeof run>;

const runs = new Map<string, Run>();

/** Runs the program; the same call only once. */
function check(name: string, ...words: string[]): Run {
  const key = JSON.stringify([name, words]);
  const begun = runs.get(key) ?? run(['check', '--from', recording(name), ...words]);
  runs.set(key, begun);
  return begun;
}

async function report(name: string, ...words: string[]) {
  const {stdout, exitCode} = await check(name, '-o', 'json', ...words);
  return {...(JSON.parse(stdout) as Report), exitCode};
}

/** Failures in short, in the order of the report. */
function failures({results}: Report, ...severities: readonly string[]): readonly string[] {
  return results
    .filter(({result, severity}) => result === 'fail' && severities.includes(severity))
    .map(({code, node, service, severity}) =>
      [severity, code, node ?? 'cluster', service ? `${service.namespace}/${service.name}` : '']
        .filter((part) => part !== '')
        .join(' '),
    );
}

describe('the recordings of real nodes', () => {
  test('healthy: nothing above info but what is so there', async () => {
    const healthy = await report('healthy');
    expect(failures(healthy, 'error', 'warning')).toEqual([
      // Emulated machines: syncs of 13 s on average.
      'warning IPVS075 node1',
      'warning IPVS075 node2',
      // These Services have endpoints of which none is ready, on purpose.
      'warning IPVS010 node1 shop/none-serving',
      'warning IPVS010 node1 shop/unready',
      'warning IPVS010 node2 shop/none-serving',
      'warning IPVS010 node2 shop/unready',
      // Local policy, and its only endpoint is on node1.
      'warning IPVS047 node2 shop/nodeport-local',
      // kube-proxy 1.36 itself says so.
      'warning IPVS089 node1',
      'warning IPVS089 node2',
    ]);
    expect(healthy.exitCode).toBe(0);
  });

  test('tampered: errors are the sysctl and what diff calls errors; the jump and the set members are told', async () => {
    const tampered = await report('tampered');
    const other = tampered.results.filter(
      ({result, severity, drift}) => result === 'fail' && severity === 'error' && !drift,
    );
    expect(other.map(({code, node}) => `${code} ${node}`)).toEqual(['IPVS017 node1']);
    const diff = await run(['diff', '--from', recording('tampered'), '-o', 'json']);
    const {findings} = JSON.parse(diff.stdout) as {findings: readonly {code: string; severity: string}[]};
    for (const {code, severity} of findings.filter((finding) => finding.severity !== 'info'))
      expect(failures(tampered, 'error', 'warning')).toContainEqual(
        expect.stringMatching(`^${severity} ${code} node1`),
      );
    const evidence = (code: string) =>
      tampered.results
        .filter((one) => one.code === code && one.result === 'fail')
        .flatMap((one) => one.evidence);
    expect(evidence('IPVS017')).toContain('net.ipv4.vs.conntrack = 0');
    expect(evidence('IPVS060').join('\n')).toContain('KUBE-SERVICES');
    expect(
      tampered.results.find(({code, result}) => code === 'IPVS060' && result === 'fail')?.message,
    ).toContain('PREROUTING');
    expect(evidence('IPVS061').join('\n')).toContain('10.96.47.13,tcp:80');
    expect(evidence('IPVS061').join('\n')).toContain('10.96.66.66,tcp:6666');
    expect(
      failures(tampered, 'error', 'warning').some(
        (line) => /node2/.test(line) && /IPVS0(?:01|02|03|04|60|61)/.test(line),
      ),
    ).toBe(false);
    expect(tampered.exitCode).toBe(1);
  });

  test.each([
    ['broken-proxy-bad-config', 'IPVS091', 'failed validate: '],
    ['broken-proxy-no-ipset', 'IPVS067', 'error getting ipset version'],
    ['broken-proxy-no-api', 'IPVS092', 'watch-list failed - backing off'],
  ])('%s: the cause, %s, stands first, on both nodes, with its line', async (name, code, line) => {
    const broken = await report(name);
    const [first, second] = broken.results;
    expect([first, second]).toMatchObject([
      {code, node: 'node1', result: 'fail', severity: 'error'},
      {code, node: 'node2', result: 'fail', severity: 'error'},
    ]);
    expect(first?.evidence.join('\n')).toContain(line);
    expect(broken.exitCode).toBe(1);
  });

  test('stale-backends: the paused kube-proxy of node2 is called hanging; node1 has no drift', async () => {
    const stale = await report('stale-backends');
    const dead = stale.results.filter(({code, result}) => code === 'IPVS077' && result === 'fail');
    expect(dead.map(({node, message}) => [node, message])).toEqual([
      ['node2', expect.stringContaining('is hung')],
    ]);
    expect(failures(stale, 'error', 'warning').filter((line) => /IPVS00[1-4] node1/.test(line))).toEqual([]);
    expect(failures(stale, 'error', 'warning').filter((line) => /IPVS00[1-4] node2/.test(line))).not.toEqual(
      [],
    );
    expect(stale.exitCode).toBe(1);
  });

  test('every entry of the catalogue has a result', async () => {
    const {results} = await report('healthy');
    const codes = new Set(results.map(({code}) => code));
    const listed = await run(['explain']);
    const catalogue = [...listed.stdout.matchAll(/^IPVS\d{3}/gm)].map(([code]) => code);
    expect(catalogue.filter((code) => !codes.has(code))).toEqual([]);
    expect(catalogue.length).toBeGreaterThan(90);
  });
});

describe('formats', () => {
  let validate: ValidateFunction;

  beforeAll(async () => {
    const schema = await readFile(path.join(ROOT, 'schema/check-report.schema.json'), 'utf8');
    validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(schema) as object);
  });

  test.each(['healthy', 'tampered', 'stale-backends', 'broken-proxy-no-ipset'])(
    'the JSON of %s follows the schema, and its summary counts what is listed',
    async (name) => {
      const {stdout, stderr} = await check(name, '-o', 'json');
      const document = JSON.parse(stdout) as Report;
      validate(document);
      expect(validate.errors).toBeNull();
      expect(stderr).toBe('');
      const of = (outcome: string) => document.results.filter(({result}) => result === outcome);
      expect(document.summary.results).toEqual({
        fail: of('fail').length,
        pass: of('pass').length,
        notApplicable: of('not-applicable').length,
        undecidable: of('undecidable').length,
      });
      const open = (level: string) => of('fail').filter(({severity}) => severity === level).length;
      expect(document.summary.failures).toEqual({
        error: open('error'),
        warning: open('warning'),
        info: open('info'),
      });
    },
  );

  test('the schema refuses a failure that says nothing', async () => {
    const {stdout} = await check('tampered', '-o', 'json');
    const document = JSON.parse(stdout) as {results: {message: string}[]};
    if (document.results[0]) document.results[0].message = '';
    expect(validate(document)).toBe(false);
  });

  test('YAML says the same as JSON', async () => {
    const [json, yaml] = await Promise.all([
      check('tampered', '-o', 'json'),
      check('tampered', '-o', 'yaml'),
    ]);
    const strip = (document: unknown) => ({...(document as object), generatedAt: ''});
    expect(strip(load(yaml.stdout))).toEqual(strip(JSON.parse(json.stdout)));
  });

  test('Prometheus: a strict reader takes it, and it counts what the JSON counts', async () => {
    const [text, {summary, results}] = await Promise.all([
      check('tampered', '-o', 'prometheus'),
      report('tampered'),
    ]);
    const samples = readExposition(text.stdout);
    const value = (name: string, labels: Readonly<Record<string, string>>) =>
      samples.find(
        (sample) =>
          sample.name === `kubectl_ipvs_check_${name}` &&
          Object.entries(labels).every(([key, wanted]) => sample.labels[key] === wanted),
      )?.value;
    for (const severity of ['error', 'warning', 'info'])
      expect(value('open_failures', {severity})).toBe(summary.failures[severity]);
    expect(value('results', {result: 'not-applicable'})).toBe(summary.results.notApplicable);
    expect(value('failures', {code: 'IPVS017', node: 'node1', severity: 'error'})).toBe(1);
    expect(value('node_read', {node: 'node2'})).toBe(1);
    const failed = samples.filter(({name}) => name === 'kubectl_ipvs_check_failures');
    const total = failed.reduce((sum, sample) => sum + sample.value, 0);
    expect(total).toBe(results.filter(({result}) => result === 'fail').length);
    expect(text.exitCode).toBe(1);
  });

  test('JUnit: well formed; what fails there is what makes the exit code 1', async () => {
    const {stdout, exitCode} = await check('tampered', '-o', 'junit');
    const suites = readXml(stdout).children;
    expect(suites.map(({attributes}) => attributes.name)).toEqual(['cluster', 'node1', 'node2']);
    const cases = suites.flatMap(({children}) => children);
    const withChild = (name: string) =>
      cases.filter(({children}) => children.some((child) => child.name === name));
    const {results} = await report('tampered');
    const counted = results.filter(
      ({result, severity, drift}) =>
        result === 'fail' && (severity === 'error' || (drift && severity === 'warning')),
    );
    expect(counted.map(({code}) => code)).toContain('IPVS017');
    expect(new Set(withChild('failure').map(({attributes}) => attributes.name?.slice(0, 7)))).toEqual(
      new Set(counted.map(({code}) => code)),
    );
    for (const suite of suites) {
      expect(suite.attributes).toMatchObject({
        tests: String(suite.children.filter(({name}) => name === 'testcase').length),
        failures: String(suite.children.filter(has('failure')).length),
        skipped: String(suite.children.filter(has('skipped')).length),
      });
    }
    expect(exitCode).toBe(1);
  });

  test('the table: failures first with evidence and remedy, the way to explain, what could not be told', async () => {
    const {stdout} = await check('tampered');
    const rows = [...stdout.matchAll(/^(error|warning|info) +IPVS\d{3}/gm)].map(([, severity]) => severity);
    const of = (level: string) => rows.filter((severity) => severity === level);
    expect(rows).toEqual([...of('error'), ...of('warning'), ...of('info')]);
    expect(stdout).toMatch(/error +IPVS017 .* node1$/m);
    expect(stdout).toContain('| net.ipv4.vs.conntrack = 0');
    expect(stdout).toContain('sysctl -w net.ipv4.vs.conntrack=1');
    expect(stdout).toMatch(/kubectl ipvs explain IPVS\d{3}/);
    expect(stdout).toContain('Undetermined:');
    const explained = await run(['explain', 'IPVS017']);
    expect(explained.stdout).toContain('IPVS017');
    expect(explained.exitCode).toBe(0);
  });

  test('wide: a row for each thing, with the very line', async () => {
    const {stdout} = await check('broken-proxy-no-ipset', '-o', 'wide', '--code', 'IPVS067');
    expect(stdout).toMatch(/^SEVERITY +CODE +NODES +SERVICE +MESSAGE +EVIDENCE$/m);
    expect(stdout).toMatch(/^error +IPVS067 +node1 .*error getting ipset version/m);
  });

  test('no headers: rows only', async () => {
    const {stdout} = await check('tampered', '--no-headers', '--severity', 'error', '--code', 'IPVS017');
    expect(stdout).toBe('error   IPVS017   IPVS runs without conntrack   node1\n');
  });
});

function has(name: string) {
  return ({children}: XmlElement) => children.some((child) => child.name === name);
}

describe('scope', () => {
  test('--code and --exclude choose entries, as users type them', async () => {
    const {results, exitCode} = await report(
      'tampered',
      '--code',
      'ipvs17,IPVS015',
      '--code',
      '16',
      '--exclude',
      '17',
    );
    expect(new Set(results.map(({code}) => code))).toEqual(new Set(['IPVS015', 'IPVS016']));
    expect(exitCode).toBe(0);
  });

  test('--severity error leaves warnings out, and what they would count', async () => {
    const {results, exitCode} = await report('tampered', '--severity', 'error');
    expect(new Set(results.map(({severity}) => severity))).toEqual(new Set(['error']));
    expect(exitCode).toBe(1);
  });

  test('--node: only this node', async () => {
    const {results, exitCode} = await report('tampered', '--node', 'node2');
    expect(results.some(({node}) => node === 'node1')).toBe(false);
    expect(exitCode).toBe(0);
  });

  test('-n and -l choose Services; nodes are checked all the same', async () => {
    const {stderr, exitCode} = await check('tampered', '-l', 'app=none-at-all');
    expect(stderr).toMatch(/^error: no Service matches/);
    expect(exitCode).toBe(2);
    const sticky = await report('tampered', '-n', 'default');
    expect(sticky.results.some(({service}) => service?.namespace === 'shop')).toBe(false);
    expect(failures(sticky, 'error')).toContain('error IPVS017 node1');
  });

  test('a node in iptables mode: leftovers are told, the rest does not apply, and it says so', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.write('nodes/node2/kube-proxy-mode.txt', 'iptables');
      const {stdout, exitCode} = await run(['check', '--from', snapshot.path]);
      expect(stdout).toMatch(/not IPVS +node2: kube-proxy runs in iptables mode here/);
      expect(stdout).toMatch(/^warning +IPVS084 .* node2$/m);
      // Its rules are not those of a kube-proxy in iptables mode.
      expect(stdout).toMatch(/^error +IPVS100 .* node2$/m);
      expect(exitCode).toBe(1);
    });
    expect.hasAssertions();
  });

  test('what could not be read is not passed: exit 2, and why', async () => {
    expect.hasAssertions();
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('nodes/node1/sysctl.txt');
      const {stdout, exitCode} = await run(['check', '--from', snapshot.path, '--code', '17']);
      expect(stdout).toContain('IPVS017 (node1): sysctl.txt was not captured');
      expect(exitCode).toBe(2);
    });
  });
});

describe('accepted failures', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'accept-'));
  });
  afterAll(() => rm(folder, {recursive: true}));

  async function file(text: string): Promise<string> {
    const name = path.join(folder, `${Math.abs(hash(text))}.yaml`);
    await writeFile(name, text);
    return name;
  }

  test('an accepted failure does not count, and is listed with its reason', async () => {
    const accepted = await file(
      '- {code: IPVS017, node: "node*", reason: known since the tuning job, expires: 2999-12-31}\n',
    );
    const {stdout, exitCode} = await check('tampered', '--accept', accepted, '--code', 'IPVS017');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Accepted:\n  IPVS017 on node1 until 2999-12-31: known since the tuning job');
    expect(stdout).not.toMatch(/^error /m);
    const {results, summary} = await report('tampered', '--accept', accepted);
    expect(summary.accepted).toBe(1);
    expect(results.find(({accepted: one}) => one !== null)).toMatchObject({code: 'IPVS017', result: 'fail'});
  });

  const known = (...codes: readonly string[]) =>
    file(codes.map((code) => `- {code: ${code}, reason: known, expires: never}\n`).join(''));

  test('an accepted difference is not in the lines that lead; what else is wrong of the Service is', async () => {
    const effectsOnWeb = async (...words: string[]) =>
      (await report('tampered', ...words)).impact
        .filter(({service}) => service?.name === 'web')
        .map(({effect}) => effect);
    expect(await effectsOnWeb()).toEqual(['dead-addresses']);
    expect(await effectsOnWeb('--accept', await known('IPVS001'))).toEqual(['idle-endpoints']);
    const {stdout} = await check('tampered', '--accept', await known('IPVS001'));
    expect(stdout.split('\n')[0]).toMatch(/^Impact .*3 Services have endpoints that get no new connections/);
    expect(stdout.split('\n')[0]).not.toContain('dead addresses');
  });

  test('a cause leads until all failures that say so are accepted', async () => {
    const one = await report('broken-proxy-bad-config', '--accept', await known('IPVS078'));
    expect(one.causes.map(({kind}) => kind)).toEqual(['crash-loop']);
    const all = await known('IPVS078', 'IPVS091');
    expect((await report('broken-proxy-bad-config', '--accept', all)).causes).toEqual([]);
    expect((await check('broken-proxy-bad-config', '--accept', all)).stdout).not.toMatch(/^(?:Impact|Cause)/);
  });

  test('an accepted failure is still named as the cause of differences that count', async () => {
    const hung = await report('stale-backends', '--accept', await known('IPVS077', 'IPVS078'));
    expect(hung.causes.map(({kind}) => kind)).toEqual(['hung']);
  });

  test('an acceptance that has expired counts no more, and is told', async () => {
    const accepted = await file('accepted:\n- {code: 17, reason: tuning, expires: 2020-01-31}\n');
    const {exitCode, stdout} = await check('tampered', '--accept', accepted);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('IPVS017 was accepted only until 2020-01-31 (tuning) and counts again');
  });

  test.each([
    ['another node', '- {code: IPVS017, node: node2, reason: x, expires: never}'],
    ['another Service', '- {code: IPVS017, service: shop/*, reason: x, expires: never}'],
    ['another code', '- {code: IPVS015, reason: x, expires: never}'],
  ])('one for %s does not hide it, and is told to be of no use', async (_, text) => {
    const {exitCode, stdout} = await check('tampered', '--accept', await file(text));
    expect(exitCode).toBe(1);
    expect(stdout).toContain('but no failure matches this entry');
  });

  test('Services are chosen by pattern', async () => {
    const accepted = await file(
      '- {code: IPVS010, service: shop/none-*, reason: on purpose, expires: never}',
    );
    const {results} = await report('healthy', '--code', 'IPVS010', '--accept', accepted);
    const names = results.filter((one) => one.accepted !== null).map(({service}) => service?.name);
    expect(new Set(names)).toEqual(new Set(['none-serving']));
  });

  test.each([
    ['no YAML', '- {code: [', /is not valid YAML/],
    ['no list', 'code: IPVS017', /is not a list/],
    [
      'an unknown code',
      '- {code: IPVS999, reason: x, expires: never}',
      /entry 1: code "IPVS999" is not a code/,
    ],
    ['no code', '- {reason: x, expires: never}', /entry 1: code is missing/],
    ['no reason', '- {code: IPVS017, expires: never}', /has no reason/],
    ['no expiry', '- {code: IPVS017, reason: x}', /expires is missing/],
    ['a day that does not exist', '- {code: IPVS017, reason: x, expires: 2026-02-31}', /is neither a day/],
    ['a mistyped field', '- {code: IPVS017, reason: x, expires: never, nodes: a}', /unknown field nodes/],
    [
      'a Service without namespace',
      '- {code: IPVS017, reason: x, expires: never, service: web}',
      /is not a NAMESPACE\/NAME/,
    ],
  ])('a file with %s is refused before anything is read', async (_, text, message) => {
    const {exitCode, stdout, stderr} = await check('tampered', '--accept', await file(text));
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')[1]).toContain('IPVS041');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('a file that is not there', async () => {
    const words = ['check', '--from', recording('tampered'), '--accept', path.join(folder, 'none.yaml')];
    const {exitCode, stderr} = await runProgram(words);
    expect(stderr).toMatch(/^error: there is no file .*none\.yaml/);
    expect(exitCode).toBe(2);
  });
});

describe('wrong calls', () => {
  test.each([
    ['an unknown code', ['--code', 'IPVS999'], /--code IPVS999 is not a code of the catalogue/],
    ['an unknown severity', ['--severity', 'fatal'], /--severity cannot be fatal/],
    ['an unknown format', ['-o', 'xml'], /--output cannot be xml/],
    ['nothing left to check', ['--code', 'IPVS017', '--exclude', 'IPVS017'], /leave no check/],
    ['a node that is not there', ['--node', 'node3'], /there is no node node3/],
    ['an argument', ['svc/web'], /takes no arguments/],
  ])('%s', async (_, words, message) => {
    const {exitCode, stdout, stderr} = await check('tampered', ...words);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

function hash(text: string): number {
  return [...text].reduce((value, character) => (value * 31 + character.charCodeAt(0)) | 0, 7);
}
