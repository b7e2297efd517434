import {InvalidObjectError, optionalList, requireObject} from './json.ts';

/**
 * The items of a Kubernetes list of that kind, such as `Service`; kubectl prints a `List`. A server that has none may say
 * null. Throws {@link InvalidObjectError} for anything else: what is no list is not an empty one.
 */
export function listItems(json: unknown, kind: string): readonly unknown[] {
  const list = requireObject(json, '');
  if (list.kind !== `${kind}List` && list.kind !== 'List') {
    throw new InvalidObjectError('kind', `${kind}List or List`, list.kind);
  }
  if (list.items === undefined) throw new InvalidObjectError('items', 'a list', list.items);
  return optionalList(list.items, 'items');
}
