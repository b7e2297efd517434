import {describe, expect, test} from '@jest/globals';
import {parseCall} from '../../src/cli/parse-flags.ts';
import {route} from '../../src/cli/route.ts';
import {COMMANDS} from '../../src/commands/index.ts';

/** The call that a command line asks for: its command, its arguments, and what its flags say. */
function read(line: string) {
  const found = route(line === '' ? [] : line.split(' '), COMMANDS);
  if (found.kind === 'text') return {text: found.textOf(80)};
  const {arguments: names, flags} = parseCall(found.command, found.words);
  return {
    command: found.command.name,
    names,
    namespace: flags.text('namespace'),
    nodes: flags.texts('node'),
    output: flags.text('output'),
    selector: flags.text('selector'),
    everywhere: flags.isSet('all-namespaces'),
  };
}

const rows: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['diff -ojson', {output: 'json'}],
  ['diff -o=json', {output: 'json'}],
  ['diff -nshop svc/web', {namespace: 'shop', names: ['svc/web']}],
  ['diff -lapp=web', {selector: 'app=web'}],
  ['diff -l app=web,tier=front', {selector: 'app=web,tier=front'}],
  ['diff -Aowide', {everywhere: true, output: 'wide'}],
  ['diff -Ao wide', {everywhere: true, output: 'wide'}],
  ['diff -Ao=wide svc/web', {everywhere: true, output: 'wide', names: ['svc/web']}],
  ['-n shop diff svc/web', {command: 'diff', namespace: 'shop', names: ['svc/web']}],
  ['--namespace=shop -A diff', {command: 'diff', namespace: 'shop', everywhere: true}],
  ['--context test -ojson status', {command: 'status', output: 'json'}],
  ['-Aowide logs', {command: 'logs', everywhere: true, output: 'wide'}],
  ['diff svc web api', {names: ['svc/web', 'svc/api']}],
  ['diff services web', {names: ['svc/web']}],
  ['diff svc/web,svc/api', {names: ['svc/web', 'svc/api']}],
  ['diff svc web,api', {names: ['svc/web', 'svc/api']}],
  ['diff web', {names: ['svc/web']}],
  ['diff svc', {names: ['svc/svc']}],
  ['diff shop/web shop/api', {namespace: 'shop', names: ['svc/web', 'svc/api']}],
  ['diff shop/web -n shop', {namespace: 'shop', names: ['svc/web']}],
  ['trace shop/web', {namespace: 'shop', names: ['svc/web']}],
  ['diff node/n1 node/n2 --node n3', {names: [], nodes: ['n3', 'n1', 'n2']}],
  ['logs node n1', {names: [], nodes: ['n1']}],
  ['diff --node a,b --node c', {nodes: ['a', 'b', 'c']}],
  ['status node n1 n2', {names: ['node/n1', 'node/n2']}],
  ['status no/n1', {names: ['node/n1']}],
  ['status shop/web', {names: ['svc/web'], namespace: 'shop'}],
];

describe('a command line is read as kubectl would read it', () => {
  test.each(rows)('%s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });
});

describe('what is refused', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['diff deploy/web', /^deploy\/web is not a Service$/],
    ['diff /web', /^\/web is not a Service$/],
    ['diff a/b/c', /^a\/b\/c is not a Service$/],
    ['diff shop/web other/api', /^the targets are in different namespaces$/],
    ['diff shop/web api', /^the targets are in different namespaces$/],
    ['diff shop/web -n other', /is in namespace shop, but --namespace is other$/],
    ['trace svc/web svc/api', /^trace takes exactly one Service, but got svc\/web svc\/api$/],
    ['check svc/web', /^check takes no arguments, but got svc\/web$/],
    ['snapshot a.tar.gz b.tar.gz', /^snapshot takes exactly one argument, but got/],
    ['diff -Zo', /^unknown flag -Z/],
    ['diff -AZ', /^unknown flag -Z/],
    ['-n shop', /^the command is missing: -n shop$/],
    ['-n shop dif', /^there is no command dif$/],
  ];
  test.each(wrong)('%s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});

describe('help', () => {
  test('flags of the connection are on a page of their own', () => {
    expect(read('options').text).toMatch(/--certificate-authority FILE/);
    const help = read('diff --help').text ?? '';
    expect(help).not.toContain('--kubeconfig');
    expect(help).toContain('"kubectl ipvs options"');
    expect(help.indexOf('\nFlags:\n')).toBeLessThan(help.indexOf('\nDebug pods:\n'));
  });
});
