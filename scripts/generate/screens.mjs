import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {makeIncident} from '../bench/make-incident.mjs';

/** Screens that people look at when a report changes; what holds for all of them is in test/render/screens.test.ts. */
const SCREENS = [
  {file: 'diff-tampered', words: ['diff'], from: 'tampered'},
  {file: 'diff-incident', words: ['diff', '--all-nodes'], from: 'incident'},
  {file: 'status-incident', words: ['status', '--all-nodes'], from: 'incident'},
  {file: 'trace-stale-backends', words: ['trace', 'svc/web', '-n', 'shop', '--once'], from: 'stale-backends'},
];

const GOLDEN = 'test/render/golden';

/** What happened in each recording that a reader is shown the first lines of. */
const INCIDENTS = [
  {from: 'healthy', what: 'Nothing is wrong. The nodes are slow, so a warning stays.'},
  {
    from: 'stale-backends',
    what: 'kube-proxy of node2 was stopped; then endpoints, ports and Services changed.',
  },
  {from: 'tampered', what: 'The tables of node1 were changed by hand, with ipvsadm, ip, ipset and iptables.'},
  {from: 'broken-proxy-bad-config', what: 'The ConfigMap has a mode that kube-proxy does not know.'},
  {from: 'broken-proxy-no-api', what: 'kube-proxy was started, and never reached the API server.'},
  {from: 'broken-proxy-no-ipset', what: 'The image of kube-proxy lacks the program ipset.'},
  {
    from: 'nftables-stale.tar.gz',
    what: 'Much like stale-backends, with kube-proxy in nftables mode: its rules are compared in place of IPVS tables.',
  },
  {
    from: 'incident',
    what: '200 nodes: 50 with a stale real server, one with an empty table, five whose table may be cut off, one that was not read, one that was moved to iptables mode and has no rules.',
  },
];

/**
 * What the program prints on a terminal of 80 columns: files for people to look at, and the first lines of a report on each
 * recorded incident, as Markdown.
 */
export function screens(root) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-screens-'));
  try {
    const recordings = path.join(root, 'test/fixtures/recordings');
    makeIncident(path.join(recordings, 'healthy'), path.join(folder, 'incident'), {
      services: 100,
      endpointsEach: 3,
      nodes: 200,
    });
    for (const {from} of [...SCREENS, ...INCIDENTS])
      if (from !== 'incident')
        cpSync(path.join(recordings, from), path.join(folder, from), {recursive: true});
    const print = (words, from) => screenOf([...words, '--from', from], {root, folder});
    return {
      files: Object.fromEntries(
        SCREENS.map(({file, words, from}) => [`${GOLDEN}/${file}.txt`, print(words, from)]),
      ),
      incidents: INCIDENTS.map(({from, what}) => incidentText({from, what, print})).join('\n'),
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function incidentText({from, what, print}) {
  const [first] = print(['status', '--all-nodes'], from).split('\n\n');
  return `### ${from}\n\n${what}\n\n\`\`\`\n$ kubectl ipvs status --from ${from}\n${first.trimEnd()}\n\`\`\`\n`;
}

function screenOf(words, {root, folder}) {
  const env = {PATH: process.env.PATH, TERM: 'xterm', LANG: 'C.UTF-8', COLUMNS: '80'};
  try {
    return execFileSync(path.join(root, 'dist/kubectl-ipvs'), words, {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // 1 says that something differs, 2 that something could not be read.
    if (error.status !== 1 && error.status !== 2) throw error;
    return error.stdout;
  }
}
