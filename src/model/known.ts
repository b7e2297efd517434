/** Something that is known, or why it is not. */
export type Known<Value> =
  | {readonly known: true; readonly value: Value}
  | {
      readonly known: false;
      readonly why: string;
      /** True where there is nothing that could be read: no failure to read it. */
      readonly absent?: boolean;
    };
