const ZERO = 48;

/** The number in the two digits at a place; -1 if they are none. */
export function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The number in some digits; -1 if they are none. */
export function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Microseconds since midnight of `hh:mm:ss`; -1 if it is none. */
export function clockTime(text: string, at: number): number {
  const hours = twoDigits(text, at);
  const minutes = twoDigits(text, at + 3);
  const seconds = twoDigits(text, at + 6);
  if (hours < 0 || minutes < 0 || seconds < 0 || text[at + 2] !== ':' || text[at + 5] !== ':') return -1;
  return ((hours * 60 + minutes) * 60 + seconds) * 1e6;
}
