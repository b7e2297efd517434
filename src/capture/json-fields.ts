import {type JsonObject, optionalList, optionalObject} from '../model/index.ts';

/** A field as a text; anything else reads as empty: what the API server sends decides at most about wording. */
export function textField(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

/** A field as an object; anything else reads as empty. */
export function objectField(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return typeof value === 'object' && !Array.isArray(value) ? optionalObject(value, name) : {};
}

/** A field as a list of objects; anything else reads as empty. */
export function listField(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  const entries = Array.isArray(value) ? optionalList(value, name) : [];
  return entries.filter((entry): entry is JsonObject => typeof entry === 'object' && entry !== null);
}

/** An answer of the server as an object; anything else reads as empty. */
export function asObject(value: unknown): JsonObject {
  return objectField({value}, 'value');
}
