// The least that a comparison can do: reads the files of a snapshot that `diff` reads, as bytes, and parses the JSON of
// the API objects, with nothing done to either. Run by scripts/bench.mjs: node scripts/bench/floor.mjs SNAPSHOT

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

// Above this size one object after the other is parsed: faster here than all at once, and Node.js has no strings above
// 512 MB. Lists are indented by one space, so that an object ends where a line of two spaces and a brace says so.
const PARSE_WHOLE = 32 * 1024 * 1024;
const ITEM_START = '\n  {';
const ITEM_END = '\n  }';

function parse(json) {
  if (json.length <= PARSE_WHOLE) {
    JSON.parse(json.toString('utf8'));
    return;
  }
  for (let start = json.indexOf(ITEM_START); start >= 0; ) {
    const end = json.indexOf(ITEM_END, start) + ITEM_END.length;
    JSON.parse(json.toString('utf8', start, end));
    start = json.indexOf(ITEM_START, end);
  }
}

const root = process.argv[2];
const {nodes} = JSON.parse(readFileSync(path.join(root, 'metadata.json'), 'utf8'));
for (const name of LISTS) parse(readFileSync(path.join(root, `cluster/${name}.json`)));
for (const node of nodes) for (const name of TEXTS) readFileSync(path.join(root, 'nodes', node, name));
