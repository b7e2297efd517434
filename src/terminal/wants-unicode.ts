/** Whether the locale's characters are Unicode, as POSIX finds the locale: LC_ALL before LC_CTYPE before LANG. */
export function wantsUnicode(): boolean {
  const {LC_ALL, LC_CTYPE, LANG} = process.env;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
