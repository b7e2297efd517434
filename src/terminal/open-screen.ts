import type {Screen, ScreenKeys} from '../model/index.ts';

/** Control sequences of xterm that every terminal of today understands (ECMA-48, and DEC private modes). */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[H';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const END_OF_LINE = '\u001b[K';
const REST = '\u001b[J';

const CTRL_C = '\u0003';

/** Of a terminal that does not tell its size. */
const USUAL = {columns: 80, rows: 24};

/** Takes the terminal over: an alternate screen, single keys. `close` gives it back, and so does the end of the process. */
export function openScreen(keys: ScreenKeys): Screen {
  const {stdin: input, stdout: output} = process;
  let open = true;
  const read = (chunk: Buffer): void => {
    const typed = chunk.toString('latin1');
    if (typed.includes(CTRL_C)) keys.interrupt();
    else if (/[qQ]/.test(typed)) keys.quit();
  };
  const close = (): void => {
    if (!open) return;
    open = false;
    input.off('data', read);
    output.off('resize', keys.resize);
    try {
      if (input.isTTY) input.setRawMode(false);
    } catch {
      // It was closed.
    }
    input.pause();
    output.write(LEAVE);
    process.off('exit', close);
  };
  output.write(ENTER);
  if (input.isTTY) {
    input.setRawMode(true);
    // A terminal that was closed cannot be read.
    input.on('error', () => undefined);
    input.on('data', read);
    input.resume();
  }
  output.on('resize', keys.resize);
  process.once('exit', close);
  return {
    size: () => ({columns: output.columns || USUAL.columns, rows: output.rows || USUAL.rows}),
    draw(lines) {
      if (open) output.write(`${HOME}${lines.map((line) => `${line}${END_OF_LINE}`).join('\r\n')}${REST}`);
    },
    close,
  };
}
