import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {createCaptureRun} from '../../src/capture/capture-run.ts';
import {readCapture} from '../../src/capture/read-capture.ts';
import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import {CAPTURE_SOURCES, type NodeCapture} from '../../src/model/index.ts';
import {startApiServer, testClient} from '../support/api-server/index.ts';
import {runInUml, type UmlResult, umlMissing} from '../support/uml.ts';
import {startUmlNodes} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const MAKE_ROOT = new URL('../support/kube-proxy-root.sh', import.meta.url).pathname;
const SERVERS = 200;

/** For `ipvsadm -R`. */
const TABLE = Array.from({length: SERVERS}, (_, i) => {
  const server = `10.96.${Math.floor(i / 250)}.${(i % 250) + 1}:80`;
  const reals = [1, 2, 3].map((r) => `-a -t ${server} -r 10.244.${r}.${(i % 250) + 1}:8080 -m -w 1\n`);
  return `-A -t ${server} -s rr\n${reals.join('')}`;
}).join('');

/** What the debug pod's user is with and without privileges. */
const AS = {
  root: '',
  nobody: 'setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all ',
};

const environment = `${SCRIPT_VARIABLES.sources}="${CAPTURE_SOURCES.join(' ')}" ${SCRIPT_VARIABLES.complete}=yes ${SCRIPT_VARIABLES.budget}=9500000 ${SCRIPT_VARIABLES.work}=/tmp/work ${SCRIPT_VARIABLES.root}=`;

const run = (shell: string, as: string, log: string): string =>
  `rm -rf /tmp/work; mkdir -m 777 /tmp/work; ${environment} ${as}${shell} -c "$(cat capture.sh)" >${log}.log 2>${log}.err\n`;

/** A root file system with the programs of kube-proxy's own image; a UML sees all of this machine's files but /tmp. */
const KUBE_PROXY = mkdtempSync('/var/tmp/kube-proxy-root-');
afterAll(() => rmSync(KUBE_PROXY, {recursive: true, force: true}));

const runInOwnImage = (log: string): string =>
  run(`chroot ${KUBE_PROXY} /bin/sh`, AS.root, log).replaceAll('/tmp/work;', `${KUBE_PROXY}/tmp/work;`);

const SCRIPT = `
cat /proc/modules > before-load.txt
${run('dash', AS.root, 'empty')}
cat /proc/modules > after-load.txt
set -e
modprobe ip_vs; modprobe ip_vs_rr; modprobe dummy; modprobe ip_set; modprobe nf_conntrack_netlink || true
ip link add kube-ipvs0 type dummy
ip addr add 10.96.0.1/32 dev kube-ipvs0
ipset create KUBE-CLUSTER-IP hash:ip,port
ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:80
ipvsadm -R < table.txt
set +e
ipvsadm -S -n > save.txt
ipvsadm -L -n > list.txt
cat /proc/net/ip_vs > proc.txt
${run('dash', AS.root, 'dash')}
${run('/bin/busybox sh', AS.root, 'busybox')}
${run('dash', AS.nobody, 'nobody')}
mount --bind /proc ${KUBE_PROXY}/proc; mount --bind /sys ${KUBE_PROXY}/sys; mount --bind /dev ${KUBE_PROXY}/dev
mount -t tmpfs none ${KUBE_PROXY}/tmp
modprobe nf_tables; modprobe nft_compat
iptables-nft -A INPUT -s 10.9.8.7 -j ACCEPT
iptables-nft-save > rules.txt
${runInOwnImage('kube-proxy')}
ip netns add other
ip netns exec other ipvsadm -R < table.txt
${runInOwnImage('kube-proxy-other')}
`;

(missing === undefined ? describe : describe.skip)(
  `the capture script on a real IPVS kernel${missing ? `: ${missing}` : ''}`,
  () => {
    let result: UmlResult;
    const file = (name: string): string => result.files.get(name) ?? '';
    const capture = (name: string): NodeCapture =>
      readCapture('uml', file(`${name}.log`), {sources: CAPTURE_SOURCES});

    beforeAll(async () => {
      execFileSync('/bin/sh', ['-c', '. "$0"; kube_proxy_root "$1"', MAKE_ROOT, KUBE_PROXY]);
      result = await runInUml({
        script: SCRIPT,
        files: {'capture.sh': CAPTURE_SCRIPT, 'table.txt': TABLE},
        timeoutSeconds: 500,
      });
    }, 520_000);

    it.each(['dash', 'busybox'])('brings the table as ipvsadm prints it (%s)', (shell) => {
      const {error, texts} = capture(shell);
      expect({error, stderr: file(`${shell}.err`)}).toEqual({error: undefined, stderr: ''});
      expect(texts['ipvsadm-save.txt']).toBe(file('save.txt'));
      expect(texts['ipvsadm-list.txt']).toBe(file('list.txt'));
      expect(texts['proc-net-ip_vs.txt']).toBe(file('proc.txt'));
      expect(file('save.txt').split('\n')).toHaveLength(SERVERS * 4 + 1);
      expect(texts['ipset-save.txt']).toContain('add KUBE-CLUSTER-IP 10.96.0.1,tcp:80');
      expect(texts['addresses.txt']).toContain('kube-ipvs0    inet 10.96.0.1/32');
      expect(texts['sysctl.txt']).toContain('net.ipv4.vs.conn_reuse_mode = ');
      expect(texts['modules.txt']).toMatch(/^Module +Size +Used by/);
      expect(texts['uname.txt']).toMatch(/^Linux /);
    });

    it("brings the table with no more than the programs of kube-proxy's own image", () => {
      const {error, texts} = capture('kube-proxy');
      expect({error, stderr: file('kube-proxy.err')}).toEqual({error: undefined, stderr: ''});
      expect(texts['proc-net-ip_vs.txt']).toBe(file('proc.txt'));
      expect(texts['ipset-save.txt']).toContain('add KUBE-CLUSTER-IP 10.96.0.1,tcp:80');
      const rules = (text = '') => text.replace(/^#.*\n/gm, '');
      expect(rules(texts['iptables-save.txt'])).toBe(rules(file('rules.txt')));
      expect(texts['sysctl.txt']).toContain('net.ipv4.vs.conn_reuse_mode = ');
      expect(texts['modules.txt']).toMatch(/^ip_vs_rr +\d+ +200/m);
      expect(texts['uname.txt']).toMatch(/^Linux \S+ \d+\.\d+/);
      const record = JSON.parse(texts['capture.json'] ?? '');
      expect(record.failedCommands).toContain('kube-proxy-mode.txt curl/wget missing /proxyMode');
      expect(record.failedCommands).toContain('ipvsadm-save.txt ipvsadm missing -S -n');
    });

    it('says without dd, too, that the kernel leaves entries out', () => {
      const {error, texts} = capture('kube-proxy-other');
      expect(error).toBeUndefined();
      expect(texts['proc-net-ip_vs.txt']).toBeUndefined();
      expect(texts['capture.json']).toContain('proc-net-ip_vs.txt cat incomplete');
    });

    it('reads the table without any privilege', () => {
      const {error, texts} = capture('nobody');
      expect(error).toBeUndefined();
      expect(texts['proc-net-ip_vs.txt']).toBe(file('proc.txt'));
      expect(texts['ipvsadm-save.txt']).toBeUndefined();
      expect(texts['ipset-save.txt']).toBeUndefined();
      expect(JSON.parse(texts['capture.json'] ?? '').failedCommands).toContainEqual(
        expect.stringMatching(/^ipvsadm-save\.txt ipvsadm exit=\d+ -S -n$/),
      );
    });

    it('on a node without IPVS loads no module of it, and says that there is no table', () => {
      const modules = (text: string): readonly string[] =>
        text
          .split('\n')
          .map((line) => line.split(' ')[0] ?? '')
          .toSorted();
      const loaded = modules(file('after-load.txt')).filter(
        (name) => !modules(file('before-load.txt')).includes(name),
      );
      expect(loaded.filter((name) => /^ip_vs|^ip_set|^nf_conntrack_netlink/.test(name))).toEqual([]);
      const {error, texts} = capture('empty');
      expect(error).toBeUndefined();
      expect(JSON.parse(texts['capture.json'] ?? '').failedCommands).toEqual(
        expect.arrayContaining([
          'ipvsadm-save.txt ipvsadm not-in-kernel -S -n',
          'proc-net-ip_vs.txt cat not-in-kernel /proc/net/ip_vs',
          'ipset-save.txt ipset not-in-kernel save',
        ]),
      );
    });

    it('comes through an API server, from each node its own table', async () => {
      const nodes = ['node1', 'node2'];
      const kernel = await startUmlNodes(nodes);
      for (const name of nodes) await kernel.load(name, {save: `-A -t 10.96.0.${name.slice(-1)}:80 -s rr\n`});
      const api = await startApiServer({kubelet: kernel.kubelet});
      for (const name of nodes) api.put({apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {}});
      const run = createCaptureRun({
        client: await testClient({kubeconfig: api.kubeconfigPath}),
        options: {
          namespace: 'kube-system',
          unprivileged: false,
          keepPods: false,
          concurrency: 2,
          timeoutSeconds: 100,
          owner: 'test',
          toolVersion: 'v0',
        },
        random: Math.random,
        signal: new AbortController().signal,
        progress: () => undefined,
      });
      const tables: Record<string, string | undefined> = {};
      for await (const {node, error, texts} of run.captureNodes(nodes, ['ipvsadm-save.txt'])) {
        tables[node] = error ?? texts['ipvsadm-save.txt'];
      }
      await run.close();
      const left = api.objects('Pod');
      await api.close();
      await kernel.close();
      expect(tables).toEqual({node1: '-A -t 10.96.0.1:80 -s rr\n', node2: '-A -t 10.96.0.2:80 -s rr\n'});
      expect(left).toEqual([]);
    }, 520_000);
  },
);
