/** Up to three of the names that a mistyped one may have meant, nearest first. */
export function nearNames(mistyped: string, names: Iterable<string>): readonly string[] {
  const limit = Math.max(2, Math.floor(mistyped.length / 3));
  const scored: {name: string; distance: number}[] = [];
  for (const name of new Set(names)) {
    const contained = name.includes(mistyped) || mistyped.includes(name);
    const distance = contained ? 1 : editDistance(mistyped, name, limit);
    if (distance <= limit) scored.push({name, distance});
  }
  scored.sort((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1));
  return scored.slice(0, 3).map(({name}) => name);
}

/** Levenshtein's distance; a number above the limit if it is above. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let previous = Array.from({length: other.length + 1}, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? limit + 1;
}
