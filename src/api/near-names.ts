/** The names, at most three, that somebody may have meant: those within two typing mistakes, or that begin alike. */
export function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const ranked = names
    .map((name) => ({name, distance: name.startsWith(wanted) ? 1 : typingDistance(wanted, name)}))
    .filter(({distance}) => distance <= 2);
  ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, 3).map(({name}) => name);
}

function typingDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
