// The least that a comparison can do: reads the files of a snapshot that `diff` reads, as bytes, and parses the JSON of
// the API objects, with nothing done to either. Run by scripts/bench.mjs: node scripts/bench/floor.mjs SNAPSHOT [--items]

import {constants} from 'node:buffer';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const LISTS = ['services', 'endpointslices', 'nodes', 'kube-proxy-pods', 'kube-proxy-config'];
const TEXTS = [
  'ipvsadm-save.txt',
  'ipvsadm-list.txt',
  'proc-net-ip_vs.txt',
  'addresses.txt',
  'ipset-save.txt',
  'iptables-save.txt',
  'ip6tables-save.txt',
  'sysctl.txt',
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
  'uname.txt',
  'capture.json',
];

// Lists are indented by one space: an object ends where a line of two spaces and a brace says so.
const ITEM_START = '\n  {';
const ITEM_END = '\n  }';

/** Parses a list as a whole; item by item if asked to, which leaves less garbage, and if no string can be that long. */
function parse(json, inItems) {
  if (!inItems && json.length <= constants.MAX_STRING_LENGTH) {
    JSON.parse(json.toString('utf8'));
    return;
  }
  for (let start = json.indexOf(ITEM_START); start >= 0; ) {
    const end = json.indexOf(ITEM_END, start) + ITEM_END.length;
    JSON.parse(json.toString('utf8', start, end));
    start = json.indexOf(ITEM_START, end);
  }
}

const [, , root, mode] = process.argv;
const {nodes} = JSON.parse(readFileSync(path.join(root, 'metadata.json'), 'utf8'));
for (const name of LISTS) parse(readFileSync(path.join(root, `cluster/${name}.json`)), mode === '--items');
for (const node of nodes) for (const name of TEXTS) readFileSync(path.join(root, 'nodes', node, name));
