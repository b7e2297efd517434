/** Lines of evidence that a reader takes in at a glance. */
const FEW = 5;

/** The first lines, and how many more there are: a stale node has thousands. */
export function firstFew(lines: readonly string[], most = FEW): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… and ${lines.length - most} more`];
}
