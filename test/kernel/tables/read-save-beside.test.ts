import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import {readSaveBeside} from '../../../src/kernel/tables/read-save-beside.ts';

function texts(recording: string, node: string) {
  const folder = new URL(`../../fixtures/recordings/${recording}/nodes/${node}/`, import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return {list: read('ipvsadm-list.txt'), save: read('ipvsadm-save.txt')};
}

/** What counts of a table read from saved rules: connection counts are the listing's. */
function told(save: string, read: (text: string) => ReturnType<typeof parseSave>) {
  const {value, problems, doubtful} = read(save);
  const servers = [...value].map(
    ([key, {scheduler, persistence, schedulerFlags, onePacket, realServers}]) => [
      key,
      {scheduler, persistence, schedulerFlags, onePacket},
      [...realServers].map(([name, {weight, forwarding}]) => [name, weight, forwarding]),
    ],
  );
  return {servers: servers.sort(), problems, doubtful: [...doubtful]};
}

describe('saved rules read beside a listing tell what they tell alone', () => {
  test.each([
    ['healthy', 'node1'],
    ['stale-backends', 'node2'],
    ['tampered', 'node1'],
    ['broken-proxy-no-api', 'node1'],
  ])('%s, %s', (recording, node) => {
    const {list, save} = texts(recording, node);
    const table = parseList(list).value;
    expect(told(save, (text) => readSaveBeside(text, table))).toEqual(told(save, parseSave));
  });

  const {list, save} = texts('healthy', 'node1');
  const table = parseList(list).value;
  const line = save.split('\n').find((text) => text.startsWith('-a')) ?? '';
  const header = save.split('\n').find((text) => text.startsWith('-A')) ?? '';
  test.each([
    ['a line less', save.replace(`${line}\n`, '')],
    ['a line twice', save.replace(line, `${line}\n${line}`)],
    ['a virtual server twice', `${save}${header}\n`],
    ['another weight', save.replace(line, line.replace('-w 1', '-w 0'))],
    ['another method', save.replace(line, line.replace('-m', '-g'))],
    ['another address', save.replace(line, line.replace(/-r \S+/, '-r 192.0.2.99:80'))],
    ['another scheduler', save.replace('-s rr', '-s wrr')],
    ['another timeout', save.replace('-p 600', '-p 601')],
    ['a netmask', save.replace('-p 600', '-p 600 -M 255.255.255.0')],
    ['one-packet mode', save.replace(header, `${header} -o`)],
    ['a real server without its virtual server', `${line}\n${save}`],
    ['a line of nonsense', save.replace(line, `${line}\nnonsense`)],
    ['cut at a line end', save.slice(0, save.lastIndexOf('\n', save.length - 2) + 1)],
    ['cut in a line', save.slice(0, -3)],
    ['more at the end', `${save}-A -t 192.0.2.1:80 -s rr\n`],
    ['empty', ''],
  ])('%s', (_, changed) => {
    expect(changed).not.toBe(save);
    expect(told(changed, (text) => readSaveBeside(text, table))).toEqual(told(changed, parseSave));
  });
});
