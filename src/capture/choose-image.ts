/** The image of the debug pod where the user names none. */
const DEFAULT_IMAGE = 'nicolaka/netshoot:v0.13';

/** Images of which any version will do, best first. Without privileges busybox is enough. */
const ACCEPTABLE = {
  privileged: [/(?:^|\/)(nicolaka\/netshoot:v\d+\.\d+)$/],
  unprivileged: [
    /(?:^|\/)(nicolaka\/netshoot:v\d+\.\d+)$/,
    /^(?:[^/]+\/library\/|library\/)?(busybox:\d[\w.-]*)$/,
    /^(?:[^/]+\/library\/|library\/)?(alpine:\d[\w.-]*)$/,
  ],
};

/**
 * The image for a node's debug pod: what the user asked for, else the default, else a relative of the default that the
 * node already has. Only the short name and the version are taken from the node's list, never the registry: a stranger's
 * image of the same name must not run with our privileges.
 */
export function chooseImage(choice: {
  readonly asked: string | undefined;
  readonly unprivileged: boolean;
  /** Names of the images on the node, as its status lists them. */
  readonly present: readonly string[];
}): string {
  if (choice.asked !== undefined) return choice.asked;
  if (choice.present.some((name) => name === DEFAULT_IMAGE || name.endsWith(`/${DEFAULT_IMAGE}`)))
    return DEFAULT_IMAGE;
  for (const pattern of ACCEPTABLE[choice.unprivileged ? 'unprivileged' : 'privileged']) {
    const found = choice.present.map((name) => pattern.exec(name)?.[1]).filter((name) => name !== undefined);
    const newest = found.sort((a, b) => a.localeCompare(b, 'en', {numeric: true})).at(-1);
    if (newest !== undefined) return newest;
  }
  return DEFAULT_IMAGE;
}
