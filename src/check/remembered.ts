/**
 * A function that makes its result once for each object: what the nodes of a cluster share is not worked out for each of them.
 * The result is kept as long as the object is.
 */
export function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, {readonly value: Value}>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = make(key);
    known.set(key, {value});
    return value;
  };
}
