import type {Protocol} from '../../model/index.ts';
import {type Scanner, scanEndpoint, scanText, scanWord} from './scanner.ts';
import {putVirtualServer, type TableDraft} from './table-draft.ts';

/** How a source writes a virtual server that has an address and a scheduler and nothing else. */
export interface PlainLayout {
  /** What stands before the address, by protocol. */
  readonly prefixes: readonly (readonly [string, Protocol])[];
  /** What stands between the port and the scheduler. */
  readonly beforeScheduler: string;
  /** Where, in the line, begins what real servers repeat as the name of their virtual server. */
  readonly nameOffset: number;
}

const NO_FLAGS: readonly string[] = [];

/** The hot path: reads a plain virtual-server line and its line break; false if it is any other line. */
export function scanVirtualServer(layout: PlainLayout, draft: TableDraft, scanner: Scanner): boolean {
  const {text, at: start} = scanner;
  const prefix = layout.prefixes.find(([expected]) => scanText(scanner, expected));
  if (prefix === undefined) return false;
  const endpointStart = scanner.at;
  const port = scanEndpoint(scanner);
  const end = scanner.at;
  if (port < 0 || !scanText(scanner, layout.beforeScheduler)) return false;
  const scheduler = scanWord(scanner);
  if (scheduler === '' || !scanText(scanner, '\n')) return false;
  const protocol = prefix[1];
  const address = text.slice(scanner.addressStart, scanner.addressEnd);
  const id = {kind: 'address', protocol, address, port} as const;
  const name = text.slice(start + layout.nameOffset, end);
  return putVirtualServer(draft, `${protocol} ${text.slice(endpointStart, end)}`, {
    id,
    scheduler,
    persistence: undefined,
    schedulerFlags: NO_FLAGS,
    onePacket: false,
    name,
  });
}
