import {constants, isAscii} from 'node:buffer';
import {UserError} from '../errors.ts';
import {InvalidObjectError, type JsonObject, listItems} from '../model/index.ts';
import {splitListItems} from './split-list-items.ts';

/**
 * Lists up to this size are parsed whole. Of a larger one each item is parsed by itself, so that neither its text nor its objects
 * are there a second time: where it is indented from the first size on (in bytes), else from the second on, since to find the
 * items of any text takes as long as to parse it.
 */
const SIZES = {indented: 64 * 1024, any: 32 * 1024 * 1024};

/**
 * The objects of a Kubernetes list, each read by its reader. Throws `UserError` naming file and object if the text is
 * no JSON, no list of that kind, or an object in it is not as the API defines.
 */
export function readList<Item>(
  file: {readonly path: string; readonly content: Buffer; readonly kind: string},
  readItem: (json: unknown) => Item,
  sizes = SIZES,
): readonly Item[] {
  const {path, content, kind} = file;
  const reading = {path, kind, readItem};
  const ranges = content.length > sizes.indented ? splitListItems(content, sizes.any) : undefined;
  // What was cut out must be all items: a list with others has some of that name elsewhere.
  if (ranges && itemsOf(parseJson(path, withoutItems(content, ranges)), file).length === 0) {
    // Several times as fast for short texts, and the same.
    const encoding = isAscii(content) ? 'latin1' : 'utf8';
    return ranges.map(([begin, end], index) =>
      readOne(parseJson(path, content.toString(encoding, begin, end)), index, reading),
    );
  }
  const list = parseJson(path, textOf(content));
  return itemsOf(list, file).map((item, index) => readOne(item, index, reading));
}

/** What surrounds the items of a list: its kind, and its end. */
function withoutItems(content: Buffer, ranges: readonly (readonly [number, number])[]): string {
  const first = ranges[0]?.[0] ?? content.length;
  const last = ranges.at(-1)?.[1] ?? content.length;
  return content.toString('utf8', 0, first) + content.toString('utf8', last);
}

/** The text; one that is too long for a string and was not split has no end, so it is not JSON anyway. */
function textOf(content: Buffer): string {
  return content.length > constants.MAX_STRING_LENGTH ? '' : content.toString('utf8');
}

function itemsOf(
  json: unknown,
  {path, kind}: {readonly path: string; readonly kind: string},
): readonly unknown[] {
  try {
    return listItems(json, kind);
  } catch (cause) {
    throw invalid(path, cause);
  }
}

interface Reading<Item> {
  readonly path: string;
  readonly kind: string;
  readonly readItem: (json: unknown) => Item;
}

function readOne<Item>(json: unknown, index: number, {path, kind, readItem}: Reading<Item>): Item {
  try {
    const found = (json as JsonObject | null)?.kind;
    if (found !== undefined && found !== kind) throw new InvalidObjectError('kind', kind, found);
    return readItem(json);
  } catch (cause) {
    throw invalid(`${path}, item ${index + 1}${nameOf(json)}`, cause);
  }
}

function nameOf(json: unknown): string {
  const metadata = (json as JsonObject | null)?.metadata as JsonObject | null | undefined;
  if (typeof metadata?.name !== 'string') return '';
  return typeof metadata.namespace === 'string'
    ? ` (${metadata.namespace}/${metadata.name})`
    : ` (${metadata.name})`;
}

/** The value of a JSON text. Throws `UserError` naming the file. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError({
      code: 'object-invalid',
      message: `${path} is not valid JSON${text.trim() === '' ? ': it is empty' : ''}`,
      remedy: 'the snapshot is damaged or was edited: take it again, or correct the file',
      cause,
    });
  }
}

/** A failure to understand an object, as the user sees it. */
export function invalid(where: string, cause: unknown): unknown {
  if (!(cause instanceof InvalidObjectError)) return cause;
  return new UserError({
    code: 'object-invalid',
    message: `${where}: ${cause.message}`,
    remedy: 'the snapshot is damaged or was edited: take it again, or correct the file',
    cause,
  });
}
