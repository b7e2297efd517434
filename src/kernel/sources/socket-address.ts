import type {SocketAddress} from '../../model/index.ts';
import {canonicalAddress} from '../../model/index.ts';
import {canonicalIpv6} from '../tables/ipv6.ts';

const IPV4_WITH_PORT = /^([\d.]+):(\d{1,5})$/;
const IPV6_WITH_PORT = /^\[([0-9A-Fa-f:.]+)\]:(\d{1,5})$/;
const HEX_IPV4 = /^[0-9A-F]{8}$/;
const FULL_IPV6 = /^[0-9a-f]{4}(?::[0-9a-f]{4}){7}$/;
const HEX_PORT = /^[0-9A-F]{4}$/;

/** `10.0.0.1:80` or `[fd00::1]:80`, as ipvsadm prints with `-n`; undefined for anything else, such as names. */
export function readSocketAddress(text: string): SocketAddress | undefined {
  const match = (text.startsWith('[') ? IPV6_WITH_PORT : IPV4_WITH_PORT).exec(text);
  if (!match) return undefined;
  const [, written = '', portText] = match;
  const address = text.startsWith('[') ? canonicalIpv6(written) : canonicalAddress(written);
  const port = Number(portText);
  return address === undefined || port > 65535 ? undefined : {address, port};
}

/** `0A600001` or `fd00:0000:…`, and `0050`, as `/proc/net/ip_vs_conn` prints an address and a port. */
export function readHexSocketAddress(addressText: string, portText: string): SocketAddress | undefined {
  const address = readHexAddress(addressText);
  if (address === undefined || !HEX_PORT.test(portText)) return undefined;
  return {address, port: Number.parseInt(portText, 16)};
}

function readHexAddress(text: string): string | undefined {
  if (FULL_IPV6.test(text)) return canonicalIpv6(text);
  if (!HEX_IPV4.test(text)) return undefined;
  const number = Number.parseInt(text, 16);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}
