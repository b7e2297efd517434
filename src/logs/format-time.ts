/** RFC 3339 with microseconds in UTC; null for NaN. */
export function formatTime(micros: number): string | null {
  const date = new Date(micros / 1000);
  if (Number.isNaN(date.getTime())) return null;
  return `${date.toISOString().slice(0, 19)}.${String(Math.floor(micros % 1e6)).padStart(6, '0')}Z`;
}
