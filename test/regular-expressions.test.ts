import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {expect, test} from '@jest/globals';
import {parseSync} from '@swc/core';
import {ROOT} from './support/program.ts';

/**
 * Patterns that V8's linear engine cannot run (lookarounds, flags i and u) and that repeat something without a bound. Each was
 * looked at by a person: from each place at which it can begin it looks at a character a fixed number of times, and the places
 * at which it looks far ahead do not overlap. A new one is written so that it needs no place here, or is looked at as well.
 */
const PROVED: readonly string[] = [
  String.raw`api/proxy-from-environment.ts /^[a-z0-9+.-]+:\/\//i`,
  'capture/create-refusal.ts /^pods "[^"]*" is forbidden: (?!User )/',
  String.raw`cluster/log-position.ts /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)(?= )/y`,
  String.raw`cluster/read-node-journal.ts /^\s*(?:<!doctype html>|<pre>)/i`,
  String.raw`kernel/sources/parse-conntrack.ts /^(?:ipv[46] +\d+ +)?(\w+) +\d+ +(?:(\d+) +)?(?:([A-Z][A-Z0-9_]*) +)?(?=\S+=)/`,
  String.raw`kernel/sources/parse-metrics.ts /[a-zA-Z_:][\w:]*(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})?[ \t]+(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?inf|nan)(?:[ \t]+-?\d+)?[ \t]*\n/iy`,
  String.raw`kernel/tables/fields.ts /^[a-z][\w.+-]*$/i`,
  String.raw`kernel/tables/fields.ts /^\[?[\d_-]*[a-z][\w.-]*\]?:/i`,
  String.raw`kernel/tables/parse-list.ts /(?<=^ {2}-> )\S+/gm`,
  String.raw`kernel/tables/parse-proc-ip-vs.ts /^(?:([0-9A-F]{8})|\[([0-9a-f]{4}(?::[0-9a-f]{4}){7})\]):([0-9A-F]+)$/`,
  String.raw`kernel/tables/parse-save.ts /(?<= -r )\S+/g`,
  String.raw`logs/fold-repeats.ts /(?<![\w.-])(?:\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m|h))+(?![\w.-])|(?<=timeoutSeconds=|resourceVersion=|[( ]pid=)\d+|\b0x[0-9a-f]+\b/g`,
  String.raw`logs/unwrap-line.ts /(?<![^\s\]|>])(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [^\s\]"]+:\d+\]|time="\d{4}-|\{"ts":\d)/`,
  String.raw`model/kube-version.ts /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d])/`,
  // These read what the user has typed, not what came from a cluster.
  String.raw`model/label-selector.ts /,(?![^(]*\))/`,
  String.raw`model/shell-command.ts /\bkubectl (?=(?:-n \S+ |--namespace \S+ )?(?:get|describe|logs|delete|patch|edit|apply|rollout|label|drain|cordon|uncordon|exec|debug|create)\b)/g`,
  String.raw`model/shell-command.ts /\bkubectl ipvs (?:diff|status|logs|check|trace|snapshot)\b(?! --?(?:help|h)\b)(?![^\n;()]* --from )/g`,
  String.raw`render/layout.ts /\b(?:kubectl|(?:ipvsadm|ipset|sysctl|conntrack|nft|modprobe|journalctl|crictl)(?= -))(?: (?!(?:and|or|then|to|for|lists?|shows?|says|tells|prints|does|works|where|there|with|is|has)\b)[^\s;,)"]+(?<![:.]))*/g`,
  String.raw`render/layout.ts /^\S+ {2,}(?=\S)/`,
  String.raw`snapshot/create-snapshot.ts /(?:^|\/)-$|\.(?:zip|tar|gz|bz2|xz|zst|7z|rar|t[bx]z2?|tar\.\w+|json|ya?ml|txt|html?|md)$/i`,
  String.raw`snapshot/redact/redact-text.ts /(?:(?:bearer|basic) +)?[^\s"',;&]*/iy`,
  String.raw`snapshot/redact/redact-text.ts /(?:=\\?["']?|\\?["']?:\s?\\?["']|(?<=^[ \t]*[\w-]+): )/my`,
  String.raw`snapshot/redact/redact-word.ts /[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d]+/g`,
  String.raw`snapshot/redact/redact-word.ts /[\p{L}\p{N}]+/gu`,
  String.raw`snapshot/redact/redact-word.ts /^(?:\d+(?:[.,_]\d+)*(?:e[+-]?\d+)?(?:[numµμ]?s|[hdbkgt]|min|[kmgtpe]i?b?|bit|mbit|gbit)?|(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+|0x[0-9a-f]{1,8}|v?\d+(?:\.\d+)+|\d{1,2}-[a-z]{3}-\d{4})$/i`,
  String.raw`snapshot/redact/redact-word.ts /^(?=.{16})(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w.-]+$|^(?=.{20})(?=.*[A-Z])(?=.*[a-z\d])[\w.-]+$|^[0-9a-f]{32,}$|^[\w-]{64,}$/`,
  'snapshot/redact/secret-key.ts /^(?:serviceaccounttoken|auth-provider|certificate-authority.*)$/i',
];

interface Literal {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression in the sources. */
function literals(): readonly Literal[] {
  const folder = path.join(ROOT, 'src');
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.toSorted().flatMap((file) => {
    const module = parseSync(readFileSync(path.join(folder, file), 'utf8'), {
      syntax: 'typescript',
      target: 'es2022',
    });
    return [...literalsIn(module)].map((literal) => ({file, ...literal}));
  });
}

function* literalsIn(node: unknown): Generator<{pattern: string; flags: string}> {
  if (node === null || typeof node !== 'object') return;
  const {type, pattern, flags} = node as {type?: string; pattern?: string; flags?: string};
  if (type === 'RegExpLiteral') yield {pattern: pattern ?? '', flags: flags ?? ''};
  for (const child of Object.values(node)) yield* literalsIn(child);
}

/** Those that V8 cannot run in time proportional to the text; its flag `l` says so. */
function notLinear(all: readonly Literal[]): readonly Literal[] {
  const script = `
    const all = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    const bad = all.filter(({pattern, flags}) => {
      try { new RegExp(pattern, flags + 'l'); } catch { return true; }
    });
    console.log(JSON.stringify(bad));`;
  const words = ['--enable-experimental-regexp-engine', '-e', script];
  const found = execFileSync(process.execPath, words, {input: JSON.stringify(all), encoding: 'utf8'});
  return JSON.parse(found) as readonly Literal[];
}

/** Without a repetition that has no bound, the time at each place has one. */
function repeats({pattern}: Literal): boolean {
  const outside = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return /[*+]|\{\d+,\}/.test(outside);
}

test('each pattern of the sources needs time in proportion to the text', () => {
  const all = literals();
  expect(all.length).toBeGreaterThan(200);
  const doubtful = notLinear(all)
    .filter(repeats)
    .map(({file, pattern, flags}) => `${file} /${pattern}/${flags}`);
  expect(doubtful.toSorted()).toEqual(PROVED.toSorted());
});
