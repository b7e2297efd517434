import type {KernelTable, Parsed} from '../../model/index.ts';

/** A table read from one source, with what is uncertain in it. With a fatal problem the value is empty. */
export interface ParsedTable extends Parsed<KernelTable> {
  /** Virtual servers (by key) of which a real-server line was not understood, and why. */
  readonly doubtful: ReadonlyMap<string, string>;
  /**
   * Keys of firewall marks of which the source shows no address family. `/proc/net/ip_vs` prints a mark without
   * its family; only its real servers or its netmask tell. Such a mark stands under IPv4 while that key is free.
   */
  readonly familyUnknown: ReadonlySet<string>;
}
