import {CATALOGUE} from '../../catalogue/index.ts';
import {FINDING_KINDS} from '../../model/index.ts';
import type {NamedChoice} from '../command.ts';

/** Codes and kinds of findings, each with its title where it has one. */
export function catalogueNames(): readonly NamedChoice[] {
  return [
    ...CATALOGUE.map(({code, title}) => ({text: code, about: title})),
    ...FINDING_KINDS.map((text) => ({text})),
  ];
}
