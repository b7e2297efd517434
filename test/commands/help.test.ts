import {describe, expect, test} from '@jest/globals';
import {CATALOGUE, entriesForKind} from '../../src/catalogue/index.ts';
import {COMMANDS} from '../../src/commands/index.ts';
import {run} from '../support/run.ts';

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists all commands', async (words) => {
    const {exitCode, stdout, stderr} = await run(words);
    const widest = Math.max(...COMMANDS.map(({name}) => name.length));
    for (const {name, summary} of COMMANDS) expect(stdout).toContain(`${name.padEnd(widest)}   ${summary}`);
    expect(stdout).toContain('kubectl ipvs COMMAND');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  test.each(COMMANDS.map(({name}) => name))('%s: the same help by --help, -h and help', async (name) => {
    const texts = await Promise.all(
      [
        [name, '--help'],
        [name, '-h'],
        ['help', name],
      ].map((words) => run(words)),
    );
    const [first] = texts;
    expect(first?.stdout).toContain(`kubectl ipvs ${name}`);
    for (const {stdout, exitCode} of texts) {
      expect(stdout).toBe(first?.stdout);
      expect(exitCode).toBe(0);
    }
    expect(first?.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('a flag after -- is no flag', async () => {
    const {exitCode, stderr} = await run(['explain', '--', '--help']);
    expect(stderr).toContain('no entry --help');
    expect(exitCode).toBe(2);
  });
});

describe('the command table keeps kubectl’s conventions', () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s',
    (_, {flags, examples, summary}) => {
      for (const {name, description} of flags) {
        expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
        expect(description).toMatch(/^[A-Z].*[^.]$/);
      }
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(examples.length).toBeGreaterThan(0);
      for (const {comment, line} of examples) expect([comment, line].join()).not.toContain('$');
      expect(new Set(flags.map(({name}) => name)).size).toBe(flags.length);
    },
  );
});

describe('explain', () => {
  test('a code', async () => {
    const {stdout} = await run(['explain', 'ipvs001']);
    expect(stdout).toMatch(/^IPVS001 {2}/);
    for (const title of ['Symptom', 'Evidence', 'Cause', 'Remedy', 'Read more'])
      expect(stdout).toContain(`\n${title}\n`);
  });

  test('a kind of finding: all its entries', async () => {
    const {stdout} = await run(['explain', 'real-server-weight']);
    const codes = entriesForKind('real-server-weight').map(({code}) => code);
    expect(codes.length).toBeGreaterThan(1);
    expect(stdout.match(/^IPVS\d{3}(?= {2})/gm)).toEqual(codes);
  });

  test('without an argument: the whole catalogue, a line each', async () => {
    const {stdout} = await run(['explain']);
    expect(stdout.match(/^IPVS\d{3} /gm)).toHaveLength(CATALOGUE.length);
  });
});
