import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {saveAgrees} from '../../../src/kernel/tables/save-agrees.ts';

function texts(recording: string, node: string) {
  const folder = new URL(`../../fixtures/recordings/${recording}/nodes/${node}/`, import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return {list: read('ipvsadm-list.txt'), save: read('ipvsadm-save.txt')};
}

describe('whether saved rules say the same as a listing', () => {
  test.each([
    ['healthy', 'node1'],
    ['healthy', 'node2'],
    ['stale-backends', 'node2'],
    ['tampered', 'node2'],
  ])('%s, %s: they do', (recording, node) => {
    const {list, save} = texts(recording, node);
    expect(saveAgrees(save, parseList(list).value)).toBe(true);
  });

  test('a firewall mark is left to those who read it in full', () => {
    const {list, save} = texts('tampered', 'node1');
    expect(saveAgrees(save, parseList(list).value)).toBe(false);
  });

  const {list, save} = texts('healthy', 'node1');
  const table = parseList(list).value;
  const line = save.split('\n').find((text) => text.startsWith('-a')) ?? '';
  test.each([
    ['a line less', save.replace(`${line}\n`, '')],
    ['a line twice', save.replace(line, `${line}\n${line}`)],
    ['another weight', save.replace(line, line.replace('-w 1', '-w 0'))],
    ['another method', save.replace(line, line.replace('-m', '-g'))],
    ['another address', save.replace(line, line.replace(/-r \S+/, '-r 192.0.2.99:80'))],
    ['another scheduler', save.replace('-s rr', '-s wrr')],
    ['another timeout', save.replace('-p 600', '-p 601')],
    ['cut at a line end', save.slice(0, save.lastIndexOf('\n', save.length - 2) + 1)],
    ['cut in a line', save.slice(0, -3)],
    ['more at the end', `${save}-A -t 192.0.2.1:80 -s rr\n`],
    ['empty', ''],
  ])('%s: they do not', (_, changed) => {
    expect(changed).not.toBe(save);
    expect(saveAgrees(changed, table)).toBe(false);
  });
});
