import type {Readable} from 'node:stream';

const NEWLINE = 10;

/** The lines of a stream of bytes, without their ends. A last line without an end is left out: it may be cut. */
export async function* readLines(body: Readable): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of body) {
    const chunk = piece as Buffer;
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      rest.push(chunk.subarray(begin, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      begin = end + 1;
    }
    if (begin < chunk.length) rest.push(chunk.subarray(begin));
  }
}
