import {aSlice, aSlicePort} from '../../support/builders/endpoint-slice.ts';
import {aPort, aService, clientIP} from '../../support/builders/service.ts';
import type {Example} from './example.ts';
import {nodePortService} from './services.ts';

const DNS_PORTS = [
  {name: 'dns', protocol: 'UDP', port: 53},
  {name: 'dns-tcp', protocol: 'TCP', port: 53},
];
const DNS_SLICE_PORTS = DNS_PORTS.map((port) => ({...port, port: 5353}));
const HASHED = {configuration: {ipvs: {scheduler: 'mh'}}};
const ONE_ENDPOINT = [aSlice('5@a')];

/** Rows 1 to 14: protocols, families, scheduler, persistence. */
export const ATTRIBUTE_EXAMPLES: readonly Example[] = [
  {
    title: '#1 ClusterIP with two endpoints',
    services: [aService()],
    slices: [aSlice('5@a, 7@b')],
    lines: [
      '-A -t 10.96.14.7:80 -s rr',
      '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1',
      '-a -t 10.96.14.7:80 -r 10.244.2.7:8080 -m -w 1',
    ],
  },
  {title: '#2 no slices', services: [aService()], lines: ['-A -t 10.96.14.7:80 -s rr']},
  {
    title: '#3 headless, with an external IP',
    services: [aService({clusterIPs: ['None'], ipFamilies: ['IPv4'], externalIPs: ['198.51.100.7']})],
    slices: ONE_ENDPOINT,
    lines: [],
  },
  {
    title: '#4 ExternalName with a cluster IP',
    services: [aService({type: 'ExternalName', externalName: 'example.com'})],
    slices: ONE_ENDPOINT,
    lines: [],
  },
  {
    title: '#4 ExternalName without a cluster IP',
    services: [aService({type: 'ExternalName', externalName: 'example.com', clusterIPs: [], ports: []})],
    lines: [],
  },
  {
    title: '#5 one port number, UDP and TCP',
    services: [aService({ports: DNS_PORTS})],
    slices: [aSlice('5@a', {ports: DNS_SLICE_PORTS})],
    lines: [
      '-A -u 10.96.14.7:53 -s rr',
      '-a -u 10.96.14.7:53 -r 10.244.1.5:5353 -m -w 1',
      '-A -t 10.96.14.7:53 -s rr',
      '-a -t 10.96.14.7:53 -r 10.244.1.5:5353 -m -w 1',
    ],
  },
  {
    title: '#6 SCTP',
    services: [aService({ports: [aPort({protocol: 'SCTP', port: 5060})]})],
    slices: [aSlice('5@a', {ports: [aSlicePort({protocol: 'SCTP', port: 5060})]})],
    lines: [
      '-A --sctp-service 10.96.14.7:5060 -s rr',
      '-a --sctp-service 10.96.14.7:5060 -r 10.244.1.5:5060 -m -w 1',
    ],
  },
  {
    title: '#7 session affinity with the default timeout',
    services: [aService(clientIP())],
    slices: ONE_ENDPOINT,
    lines: ['-A -t 10.96.14.7:80 -s rr -p 10800', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  },
  {
    title: '#8 session affinity for 300 s, on the node port too',
    services: [nodePortService(clientIP(300))],
    slices: ONE_ENDPOINT,
    lines: [
      '-A -t 10.96.14.7:80 -s rr -p 300',
      '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1',
      '-A -t 192.0.2.11:30080 -s rr -p 300',
      '-a -t 192.0.2.11:30080 -r 10.244.1.5:8080 -m -w 1',
    ],
  },
  {
    title: '#9 scheduler mh',
    node: HASHED,
    services: [aService()],
    slices: ONE_ENDPOINT,
    lines: ['-A -t 10.96.14.7:80 -s mh -b mh-port', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  },
  {
    title: '#9 scheduler mh in 1.27',
    node: {...HASHED, version: '1.27.0'},
    services: [aService()],
    slices: ONE_ENDPOINT,
    lines: ['-A -t 10.96.14.7:80 -s mh -b mh-port', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  },
  {
    title: '#9 scheduler mh in 1.26',
    node: {...HASHED, version: '1.26.15'},
    services: [aService()],
    slices: ONE_ENDPOINT,
    lines: ['-A -t 10.96.14.7:80 -s mh', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  },
  {
    title: '#10 scheduler mh with session affinity',
    node: HASHED,
    services: [aService(clientIP(300))],
    slices: ONE_ENDPOINT,
    lines: ['-A -t 10.96.14.7:80 -s mh -p 300 -b mh-port', '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  },
  ...['lc', 'sh'].map((scheduler) => ({
    title: `#11 scheduler ${scheduler}`,
    node: {configuration: {ipvs: {scheduler}}},
    services: [aService()],
    slices: ONE_ENDPOINT,
    lines: [`-A -t 10.96.14.7:80 -s ${scheduler}`, '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'],
  })),
  {
    title: '#12 dual-stack',
    services: [aService({clusterIPs: ['10.96.14.7', 'fd00:96::7']})],
    slices: [aSlice('5@a'), aSlice('fd00:244:1::5@a', {name: 'svc-6'})],
    lines: [
      'VS(10.96.14.7:80)+[5@a]',
      '-A -t [fd00:96::7]:80 -s rr',
      '-a -t [fd00:96::7]:80 -r [fd00:244:1::5]:8080 -m -w 1',
    ],
  },
  {
    title: '#13 an external IP of a family that the Service lacks',
    services: [aService({externalIPs: ['198.51.100.7', '2001:db8:f::7']})],
    slices: ONE_ENDPOINT,
    lines: ['VS(10.96.14.7:80)+[5@a]', 'VS(198.51.100.7:80)+[5@a]'],
  },
  {
    title: '#14 IPv6 only, session affinity',
    services: [aService({clusterIPs: ['fd00:96::7'], ...clientIP(10800)})],
    slices: [aSlice('fd00:244:1::5@a')],
    lines: ['-A -t [fd00:96::7]:80 -s rr -p 10800', '-a -t [fd00:96::7]:80 -r [fd00:244:1::5]:8080 -m -w 1'],
  },
];
