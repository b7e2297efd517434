import {beforeAll, describe, expect, it} from '@jest/globals';
import {askedServerWord} from '../../src/capture/asked-server-word.ts';
import {assumptionWords} from '../../src/capture/assumed-texts.ts';
import {readCapture} from '../../src/capture/read-capture.ts';
import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import {readActualState} from '../../src/kernel/index.ts';
import type {Assumption, CaptureSource} from '../../src/model/index.ts';
import {runInUml, type UmlResult, umlMissing} from '../support/uml.ts';

const missing = umlMissing();

const SOURCES: readonly CaptureSource[] = [
  'ipvsadm-save.txt',
  'ipvsadm-list.txt',
  'proc-net-ip_vs.txt',
  'addresses.txt',
  'ipset-save.txt',
];

/** What is in the kernel; a node port is served at 127.0.0.1. */
const ASSUMPTION: Assumption = {
  services: [
    '-A -t 10.96.0.1:80 -s rr',
    '-a -t 10.96.0.1:80 -r 10.244.1.1:8080 -m -w 1',
    '-A -t 10.96.0.5:80 -s rr',
    '-a -t 10.96.0.5:80 -r 10.244.1.1:8080 -m -w 1',
    '-a -t 10.96.0.5:80 -r 10.244.1.2:8080 -m -w 1',
    '-A -u 10.96.0.5:53 -s rr',
    '-A -t [fd00:96::5]:80 -s rr -p 600',
  ],
  nodePorts: {IPv4: ['-A -t node:30080 -s rr', '-a -t node:30080 -r 10.244.1.1:8080 -m -w 1'], IPv6: []},
  bound: ['10.96.0.1', '10.96.0.5', 'fd00:96::5'],
  ipSets: new Map([['KUBE-CLUSTER-IP', ['add KUBE-CLUSTER-IP 10.96.0.1,tcp:80']]]),
};
const TABLE = [
  ...ASSUMPTION.services,
  ...ASSUMPTION.nodePorts.IPv4.map((line) => line.replace('node', '127.0.0.1')),
];

/** Two virtual servers that are there, two with another port or protocol that are not, and the node port. */
const ASKED = [
  {protocol: 'TCP' as const, address: '10.96.0.5', port: 80},
  {protocol: 'TCP' as const, address: '10.96.0.5', port: 81},
  {protocol: 'SCTP' as const, address: '10.96.0.5', port: 53},
  {protocol: 'TCP' as const, address: 'fd00:96::5', port: 80},
  {protocol: 'TCP' as const, address: null, port: 30080},
];
const ONLY = `${SCRIPT_VARIABLES.only}="${ASKED.map(askedServerWord).join(' ')}"`;
const ASSUMED = `${SCRIPT_VARIABLES.assumed}="${assumptionWords(ASSUMPTION)}"`;
const NOBODY = 'setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all';

const common = `${SCRIPT_VARIABLES.sources}="${SOURCES.join(' ')}" ${SCRIPT_VARIABLES.budget}=9500000 ${SCRIPT_VARIABLES.work}=/tmp/work ${SCRIPT_VARIABLES.root}=`;
const run = (name: string, given: string, shell: string): string =>
  `rm -rf /tmp/work; mkdir -m 777 /tmp/work; ${common} ${given} ${shell} -c "$(cat capture.sh)" >${name}.log 2>${name}.err\n`;

const SCRIPT = `
set -e
modprobe ip_vs; modprobe ip_vs_rr; modprobe dummy; modprobe ip_set
ip link set lo up
ip link add kube-ipvs0 type dummy
for address in 10.96.0.1/32 10.96.0.5/32 fd00:96::5/128; do ip addr add $address dev kube-ipvs0; done
ipset create KUBE-CLUSTER-IP hash:ip,port
ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:80
ipvsadm -R < table.txt
set +e
ipvsadm -S -n > save.txt
${run('narrow-nobody', ONLY, `${NOBODY} /bin/busybox sh`)}
${run('assumed', ASSUMED, 'dash')}
${run('assumed-busybox', ASSUMED, '/bin/busybox sh')}
`;

(missing === undefined ? describe : describe.skip)(
  `the capture script on a real IPVS kernel, told what matters${missing ? `: ${missing}` : ''}`,
  () => {
    let result: UmlResult;
    const file = (name: string): string => result.files.get(name) ?? '';

    beforeAll(async () => {
      const files = {'capture.sh': CAPTURE_SCRIPT, 'table.txt': `${TABLE.join('\n')}\n`};
      result = await runInUml({script: SCRIPT, files, timeoutSeconds: 500});
    }, 600_000);

    it.each(['narrow-nobody'])('reads some virtual servers only (%s)', (name) => {
      const {error, texts} = readCapture('uml', file(`${name}.log`), {sources: SOURCES});
      expect({error, stderr: file(`${name}.err`)}).toEqual({error: undefined, stderr: ''});
      const {virtualServers} = readActualState({node: 'uml', texts});
      expect([...(virtualServers?.keys() ?? [])].toSorted()).toEqual([
        'TCP 10.96.0.5:80',
        'TCP 127.0.0.1:30080',
        'TCP [fd00:96::5]:80',
      ]);
      expect(virtualServers?.get('TCP 10.96.0.5:80')?.realServers.size).toBe(2);
      expect(texts['addresses.txt']).toContain('10.96.0.5/32');
      expect(texts['addresses.txt']).not.toContain('10.96.0.1/32');
      expect(texts['ipset-save.txt'] ?? '').not.toContain('add ');
    });

    it.each(['assumed', 'assumed-busybox'])('sends marks for what is as expected (%s)', (name) => {
      const asked = {sources: SOURCES, assumption: ASSUMPTION};
      const {error, texts} = readCapture('uml', file(`${name}.log`), asked);
      expect({error, stderr: file(`${name}.err`)}).toEqual({error: undefined, stderr: ''});
      const sorted = (text = '') => text.split('\n').toSorted();
      expect(sorted(texts['ipvsadm-save.txt'])).toEqual(sorted(file('save.txt')));
      const sent = readCapture('uml', file(`${name}.log`), {sources: SOURCES}).texts;
      expect(sent['ipvsadm-save.txt']).toBe('# assumed services\n# assumed node4 127.0.0.1\n');
      expect(Object.keys(sent)).not.toContain('ipvsadm-list.txt');
      expect(sent['addresses.txt']).toContain('# assumed bound\n');
      expect(sent['ipset-save.txt']).toContain('# assumed set/KUBE-CLUSTER-IP\n');
    });
  },
);
