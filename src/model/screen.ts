/** A terminal that shows one frame after another. */
export interface Screen {
  /** Characters in a line, and lines. */
  readonly size: () => {readonly columns: number; readonly rows: number};
  /** Shows these lines in the place of what was there; none is longer than a line, nor are they more than fit. */
  readonly draw: (lines: readonly string[]) => void;
  /** Gives the terminal back as it was. */
  readonly close: () => void;
}

/** What a person at the terminal may do. */
export interface ScreenKeys {
  /** Presses q. */
  readonly quit: () => void;
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
  /** Changes the window's size. */
  readonly resize: () => void;
}

/** Takes the terminal over, if there is one; Ctrl-C does what it does elsewhere. */
export type OpenScreen = (keys: Omit<ScreenKeys, 'interrupt'>) => Screen;
