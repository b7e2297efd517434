import {execFileSync} from 'node:child_process';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  completeCommand,
  completeText,
  explainCommand,
  kubectl,
  kubectlIpvs,
  onNode,
  type ReportSource,
  type ShellCommand,
  shellWords,
} from '../../src/model/index.ts';
import {commandDocuments, commandLines} from '../../src/render/command-lines.ts';

const cluster: ReportSource = {
  type: 'cluster',
  context: 'prod',
  serverVersion: 'v1.36.2',
  kubectlFlags: ['--kubeconfig=/home/a b/config', '--context=prod', '--as=jane'],
  podFlags: ['--debug-namespace=ipvs-debug', '--unprivileged'],
};

function snapshot(clusterName: string): ReportSource {
  return {
    type: 'snapshot',
    path: "it's here.tar.gz",
    capturedAt: '2026-11-20T17:36:40Z',
    serverVersion: 'v1.36.2',
    clusterName,
    redacted: false,
  };
}

const complete = (command: ShellCommand, source: ReportSource) => completeCommand(command, source).command;

describe('a command reaches what the report is about', () => {
  test('kubectl gets the flags of the connection before its own words', () => {
    expect(complete(kubectl('-n', 'kube-system', 'delete', 'pod', 'kube-proxy-x'), cluster)).toBe(
      "kubectl '--kubeconfig=/home/a b/config' --context=prod --as=jane -n kube-system delete pod kube-proxy-x",
    );
  });

  test('the plugin gets them after its name, with the flags of debug pods', () => {
    expect(complete(kubectlIpvs('diff', '--node', 'node1'), cluster)).toBe(
      "kubectl ipvs diff --node node1 '--kubeconfig=/home/a b/config' --context=prod --as=jane " +
        '--debug-namespace=ipvs-debug --unprivileged',
    );
  });

  test('the plugin reads the same snapshot', () => {
    expect(complete(kubectlIpvs('diff'), snapshot('prod'))).toBe(
      String.raw`kubectl ipvs diff --from 'it'\''s here.tar.gz'`,
    );
  });

  test('kubectl gets the context of a snapshot, or asks for one', () => {
    expect(complete(kubectl('get', 'nodes'), snapshot('prod'))).toBe('kubectl --context=prod get nodes');
    expect(complete(kubectl('get', 'nodes'), snapshot(''))).toBe('kubectl --context=CONTEXT get nodes');
  });

  test('the catalogue needs no cluster, and a shell on a node no kubeconfig', () => {
    expect(complete(explainCommand('IPVS077'), cluster)).toBe('kubectl ipvs explain IPVS077');
    expect(complete(onNode('node1', 'ipvsadm', '-Ln'), cluster)).toBe('ipvsadm -Ln');
  });
});

describe('commands in sentences', () => {
  const flags = "'--kubeconfig=/home/a b/config' --context=prod --as=jane";
  test.each([
    ['see kubectl get nodes', `see kubectl ${flags} get nodes`],
    [
      'read why (kubectl -n kube-system logs x), then restart it (kubectl -n kube-system delete pod x)',
      `read why (kubectl ${flags} -n kube-system logs x), then restart it (kubectl ${flags} -n kube-system delete pod x)`,
    ],
    [
      'kubectl ipvs diff --node node1 lists them all',
      `kubectl ipvs diff ${flags} --debug-namespace=ipvs-debug --unprivileged --node node1 lists them all`,
    ],
    ['kubectl ipvs explain IPVS001', 'kubectl ipvs explain IPVS001'],
    ['see "kubectl ipvs check --help"', 'see "kubectl ipvs check --help"'],
    ['as kubectl takes it', 'as kubectl takes it'],
    ['kubectl --context=prod get nodes', 'kubectl --context=prod get nodes'],
  ])('%s', (text, expected) => {
    expect(completeText(text, cluster)).toBe(expected);
  });

  test('of a snapshot', () => {
    expect(completeText('kubectl ipvs status --node a; kubectl get nodes', snapshot('prod'))).toBe(
      String.raw`kubectl ipvs status --from 'it'\''s here.tar.gz' --node a; kubectl --context=prod get nodes`,
    );
    const complete = 'kubectl ipvs logs --node a --from here.tar.gz';
    expect(completeText(complete, snapshot('prod'))).toBe(complete);
  });
});

test('a shell reads any words back as they were', () => {
  const word = fc.string({unit: fc.constantFrom(...'ab1-=:/~$`\\"\'*#;&|<>(){}[]!? \n\té'.split(''))});
  fc.assert(
    fc.property(fc.array(word, {minLength: 100, maxLength: 300}), (words) => {
      const output = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`]).toString();
      expect(output.split('\0').slice(0, -1)).toEqual(words);
    }),
    {numRuns: 3},
  );
});

describe('what is printed is safe to paste', () => {
  const commands = [
    kubectl('drain', 'node1'),
    onNode('node1', 'reboot'),
    onNode('$(touch made);x', 'sh', '-c', 'reboot; touch made'),
  ];

  test('a prompt stands before what is for a node', () => {
    const lines = commandLines(commands, {source: cluster, indent: '  '});
    expect(lines[0]).toMatch(/^ {2}kubectl .*drain node1$/);
    expect(lines[1]).toBe('  node1# reboot');
    expect(lines[2]).toBe(`  '$(touch made);x'# sh -c 'reboot; touch made'`);
  });

  // Programs of these names would be run if a shell took a line for more than one unknown command.
  test.each(['sh', 'bash'])('%s runs nothing of a command for a node', (shell) => {
    const lines = commandLines(commands.slice(1), {source: cluster, indent: '    '});
    const script = `reboot() { echo RUN; }; touch() { echo RUN; }; sh() { echo RUN; }\n${lines.join('\n')}\ntrue`;
    const output = execFileSync(shell, ['-c', script], {stdio: ['ignore', 'pipe', 'ignore']}).toString();
    expect(output).toBe('');
  });

  test('documents say where each is to be run', () => {
    expect(commandDocuments(commands.slice(0, 2), cluster)).toEqual([
      {run: 'here', node: null, command: expect.stringContaining('--context=prod')},
      {run: 'node', node: 'node1', command: 'reboot'},
    ]);
  });

  test('control and bidirectional characters of names are shown as escapes', () => {
    const [line = ''] = commandLines([kubectl('get', 'pod', 'a\u202eb\u009bc\nd')], {
      source: cluster,
      indent: '',
    });
    expect(line).toContain(String.raw`a\u202eb\u009bc\u000ad`);
  });
});
