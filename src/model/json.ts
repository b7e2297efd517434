/** What JSON from outside did not have: where, what was expected there, what was found. */
export class InvalidObjectError extends Error {
  override readonly name = 'InvalidObjectError';

  constructor(path: string, expected: string, found: unknown) {
    super(`${path || 'the document'} should be ${expected}, but is ${describe(found)}`);
  }
}

/** A JSON object, its fields unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The value as an object. Throws {@link InvalidObjectError} naming the path. */
export function requireObject(value: unknown, path: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new InvalidObjectError(path, 'an object', value);
  }
  return value as JsonObject;
}

/** The value as an object; absent and null read as empty. Throws {@link InvalidObjectError}. */
export function optionalObject(value: unknown, path: string): JsonObject {
  return value === undefined || value === null ? {} : requireObject(value, path);
}

/** The value as a list; absent and null read as empty, as in Go. Throws {@link InvalidObjectError}. */
export function optionalList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new InvalidObjectError(path, 'a list', value);
  return value;
}

/** The value as a list of strings; absent and null read as empty. Throws {@link InvalidObjectError}. */
export function optionalStrings(value: unknown, path: string): readonly string[] {
  const list = optionalList(value, path);
  for (let index = 0; index < list.length; index++) {
    if (typeof list[index] !== 'string')
      throw new InvalidObjectError(`${path}[${index}]`, 'a string', list[index]);
  }
  return list as readonly string[];
}

/** The value as a string. Throws {@link InvalidObjectError}. */
export function requireString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new InvalidObjectError(path, 'a string', value);
  return value;
}

/** The value as a string; absent and null read as undefined. Throws {@link InvalidObjectError}. */
export function optionalString(value: unknown, path: string): string | undefined {
  return value === undefined || value === null ? undefined : requireString(value, path);
}

/** The value as a boolean; absent and null read as undefined. Throws {@link InvalidObjectError}. */
export function optionalBoolean(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new InvalidObjectError(path, 'true or false', value);
  return value;
}

/** The value as a whole number from 0; absent and null read as undefined. Throws {@link InvalidObjectError}. */
export function optionalCount(value: unknown, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new InvalidObjectError(path, 'a whole number', value);
  }
  return value;
}

/** The value as a port, 0 to 65535; absent and null read as undefined. Throws {@link InvalidObjectError}. */
export function optionalPort(value: unknown, path: string): number | undefined {
  const port = optionalCount(value, path);
  if (port !== undefined && port > 65535) throw new InvalidObjectError(path, 'a port (0 to 65535)', value);
  return port;
}

/** An object whose values are strings, such as labels; absent and null read as empty. Throws {@link InvalidObjectError}. */
export function optionalStringMap(value: unknown, path: string): Readonly<Record<string, string>> {
  const object = optionalObject(value, path);
  for (const key in object) {
    if (typeof object[key] !== 'string')
      throw new InvalidObjectError(`${path}.${key}`, 'a string', object[key]);
  }
  return object as Readonly<Record<string, string>>;
}
