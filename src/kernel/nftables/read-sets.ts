import type {Action, Field} from '../rules/program.ts';
import {fieldsOfType, type Json, keyText, member} from './elements.ts';
import {readEntries} from './verdicts.ts';

/** The named sets and maps of a table. */
export interface SetReader {
  /** How long a set remembers a source address, in seconds; undefined if it is no set that forgets. */
  readonly stickySeconds: (name: string) => number | undefined;
  /** Its elements as keys; undefined if they are not of these fields, or not understood. */
  readonly keys: (name: string, fields: readonly Field[]) => ReadonlySet<string> | undefined;
  /** Its entries; undefined if it is no map of verdicts by these fields. */
  readonly verdicts: (name: string, fields: readonly Field[]) => ReadonlyMap<string, Action> | undefined;
}

/** Reads the sets of a table, each when it is asked for. */
export function createSetReader(sets: ReadonlyMap<string, Json>): SetReader {
  const keys = new Map<string, ReadonlySet<string> | undefined>();
  const verdicts = new Map<string, ReadonlyMap<string, Action> | undefined>();
  return {
    stickySeconds: (name) => {
      const timeout = member(sets.get(name), 'timeout');
      return typeof timeout === 'number' ? timeout : undefined;
    },
    keys: (name, fields) => once(keys, `${name} ${fields.join()}`, () => readKeys(sets.get(name), fields)),
    verdicts: (name, fields) =>
      once(verdicts, `${name} ${fields.join()}`, () => readVerdicts(sets.get(name), fields)),
  };
}

function once<Value>(known: Map<string, Value>, key: string, read: () => Value): Value {
  const value = known.get(key);
  if (value !== undefined || known.has(key)) return value as Value;
  const made = read();
  known.set(key, made);
  return made;
}

function elementsOf(set: Json, fields: readonly Field[]): readonly Json[] | undefined {
  const addresses = fields.filter((field) => field === 'source' || field === 'destination');
  const type = fieldsOfType(member(set, 'type'), addresses);
  if (!type || type.join() !== fields.join()) return undefined;
  const elements = member(set, 'elem') ?? [];
  return Array.isArray(elements) ? elements : undefined;
}

function readKeys(set: Json, fields: readonly Field[]): ReadonlySet<string> | undefined {
  const elements = elementsOf(set, fields);
  if (!elements) return undefined;
  const keys = new Set<string>();
  for (const element of elements) {
    const key = keyText(element, fields);
    if (key === undefined) return undefined;
    keys.add(key);
  }
  return keys;
}

function readVerdicts(set: Json, fields: readonly Field[]): ReadonlyMap<string, Action> | undefined {
  const elements = member(set, 'map') === 'verdict' ? elementsOf(set, fields) : undefined;
  return elements && readEntries(elements, fields);
}
