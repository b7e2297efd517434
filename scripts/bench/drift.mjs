import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/** Of so many real servers one is wrong. */
const EACH = 100;

/**
 * Copies a snapshot and makes one real server of a hundred wrong in the tables of its node1, in all sources the same: in
 * turn it is missing, or has weight 0.
 */
export function makeDrifted(snapshot, directory) {
  cpSync(snapshot, directory, {recursive: true});
  const place = (name) => path.join(directory, 'nodes/node1', name);
  const wrong = new Map();
  let count = 0;
  edit(place('ipvsadm-list.txt'), (line, header) => {
    const key = /^ {2}-> (\d\S+)/.exec(line)?.[1];
    if (key === undefined || ++count % EACH > 0) return line;
    const isMissing = count % (2 * EACH) === 0;
    wrong.set(`${header.split(/ +/)[1]} ${key}`, isMissing);
    return isMissing ? '' : line.replace(/ 1( +\d+ +\d+ *\n)$/, ' 0$1');
  });
  edit(place('ipvsadm-save.txt'), (line) => {
    const [, server, key] = /^-a \S+ (\S+) -r (\S+)/.exec(line) ?? [];
    const isMissing = wrong.get(`${server} ${key}`);
    if (isMissing === undefined) return line;
    return isMissing ? '' : line.replace('-w 1', '-w 0');
  });
  return directory;
}

function edit(file, change) {
  let header = '';
  const lines = readFileSync(file, 'utf8').match(/.*\n/g) ?? [];
  const edited = lines.map((line) => {
    if (/^(TCP|UDP|SCTP|FWM) /.test(line)) header = line;
    return change(line, header);
  });
  writeFileSync(file, edited.join(''));
}
