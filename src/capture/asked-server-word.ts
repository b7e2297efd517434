import type {AskedServer} from '../model/index.ts';
import {procAddress} from './sampling/sample-targets.ts';

/**
 * A virtual server as the capture script takes it: `tcp/10.96.14.7/80/0A600E07:0050`, with what /proc/net/ip_vs writes
 * for it at the end. Where that has brackets any character will do: none of the script's words needs quoting.
 */
export function askedServerWord({protocol, address, port}: AskedServer): string {
  const digits = port.toString(16).toUpperCase().padStart(4, '0');
  const name = protocol.toLowerCase();
  if (address === null) return `${name}/node/${port}/:${digits}`;
  return `${name}/${address}/${port}/${asInProc(address)}:${digits}`;
}

function asInProc(address: string): string {
  return address.includes(':') ? `.${procAddress(address)}.` : procAddress(address);
}
