/** The text in rows: the first of at most `first` characters, the others of at most `next`. Longer words are cut. */
export function wrapHanging(
  text: string,
  {first, next}: {readonly first: number; readonly next: number},
): readonly string[] {
  const rows: string[] = [];
  let rest = text;
  let room = Math.max(first, 1);
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const cut = space > 0 && rest.slice(0, space).trim() !== '' ? space : room;
    rows.push(rest.slice(0, cut));
    rest = rest.slice(rest[cut] === ' ' ? cut + 1 : cut);
    room = Math.max(next, 1);
  }
  rows.push(rest);
  return rows;
}
