/** Whether results are coloured: `when` is the value of `--color`. */
export function wantsColour(when: string | undefined): boolean {
  if (when === 'always') return true;
  return (
    when !== 'never' && process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  );
}
