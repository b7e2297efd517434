import type {FlagValues} from '../cli/index.ts';

/** The flags of the call that decide which debug pods can be made, for commands that a user may copy. */
export function podFlags(flags: FlagValues): readonly string[] {
  const named = ['image', 'image-pull-secret', 'debug-namespace'].flatMap((name) =>
    flags
      .texts(name)
      .slice(-1)
      .map((value) => `--${name}=${value}`),
  );
  return flags.isSet('unprivileged') ? [...named, '--unprivileged'] : named;
}
