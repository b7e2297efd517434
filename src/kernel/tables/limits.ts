/** The highest port. */
export const MAX_PORT = 65535;

/** The highest weight: an int in the kernel. */
export const MAX_WEIGHT = 2 ** 31 - 1;

/** The highest connection count, persistence timeout and firewall mark: unsigned ints in the kernel. */
export const MAX_COUNT = 2 ** 32 - 1;
