/**
 * A document of a type in `documents/`, which is what its schema in `schema/` says: the compiler refuses a mapper whose
 * document does not follow it.
 */
export type Document<Value> = Value extends readonly (infer Item)[]
  ? readonly Document<Item>[]
  : Value extends object
    ? {readonly [Key in keyof Value]: Document<Value[Key]>}
    : Value;
