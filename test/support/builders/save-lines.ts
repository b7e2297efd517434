import type {ExpectedState, ExpectedVirtualServer} from '../../../src/model/index.ts';
import {endpointAddress} from './endpoint-slice.ts';

const ABBREVIATION = /^VS\((.+)\)(?:\+\[(.*)\])?$/;

/**
 * Lines of `ipvsadm -S -n`, sorted, from lines in which `VS(x)+[5@a 7@b:9090]` stands for `-A -t x -s rr` and the
 * lines of its real servers, as in section 15. The port is 8080 where none is written.
 */
export function saveLines(lines: readonly string[]): readonly string[] {
  return lines.flatMap(expandLine).sort();
}

function expandLine(line: string): readonly string[] {
  const match = ABBREVIATION.exec(line);
  if (!match) return [line];
  const [, address = '', endpoints = ''] = match;
  const words = endpoints.split(' ').filter((word) => word !== '');
  return [
    `-A -t ${address} -s rr`,
    ...words.map((word) => `-a -t ${address} -r ${realServer(word)} -m -w 1`),
  ];
}

function realServer(word: string): string {
  const [, endpoint = '', port = '8080'] = /^(.+@\w)(?::(\d+))?$/.exec(word) ?? [];
  const address = endpointAddress(endpoint);
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const OPTIONS = {TCP: '-t', UDP: '-u', SCTP: '--sctp-service'};

/** The expected virtual and real servers as `ipvsadm -S -n` prints them, sorted; `? ` marks what is optional. */
export function expectedLines(state: ExpectedState): readonly string[] {
  return [...state.virtualServers.values()].flatMap(serverLines).sort();
}

function serverLines(server: ExpectedVirtualServer): readonly string[] {
  const {id, scheduler, persistenceTimeout, schedulerFlags, presence, realServers} = server;
  const name = `${OPTIONS[id.protocol]} ${id.address.includes(':') ? `[${id.address}]` : id.address}:${id.port}`;
  const persistence = persistenceTimeout === 0 ? '' : ` -p ${persistenceTimeout ?? '?'}`;
  const flags = schedulerFlags?.length === 0 ? '' : ` -b ${schedulerFlags?.join() ?? '?'}`;
  const mark = (value: string) => (value === 'optional' ? '? ' : '');
  return [
    `${mark(presence)}-A ${name} -s ${scheduler ?? '?'}${persistence}${flags}`,
    ...[...realServers].map(([key, real]) => `${mark(real)}-a ${name} -r ${key} -m -w 1`),
  ];
}
