// Takes the place of the package y18n in the bundle. That one looks for translations in files beside the program, at
// paths that a single file does not own. The messages are the keys, as in y18n without a translation.

import {format} from 'node:util';

/** The part of y18n's interface that yargs uses, in English; `updateLocale` replaces single messages. */
export default function english() {
  const messages = new Map();

  function translate(text, ...values) {
    return format(messages.get(text) ?? text, ...values);
  }

  function translatePlural(singular, plural, ...[quantity, ...values]) {
    const known = messages.get(singular) ?? {one: singular, other: plural};
    const text = quantity === 1 ? known.one : known.other;
    return text.includes('%d') ? format(text, quantity, ...values) : format(text, ...values);
  }

  return {
    __: translate,
    __n: translatePlural,
    getLocale: () => 'en',
    setLocale: () => undefined,
    updateLocale(changes) {
      for (const [text, change] of Object.entries(changes)) messages.set(text, change);
    },
    locale: 'en',
  };
}
