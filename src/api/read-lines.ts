import type {Readable} from 'node:stream';

const NEWLINE = 10;

/** No object is nearly so large (etcd takes 1.5 MiB): a line that goes on beyond has no end. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The lines of a stream of bytes, without their ends. A last line without an end is left out: it may be cut. */
export async function* readLines(body: Readable): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    const chunk = piece as Buffer;
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      rest.push(chunk.subarray(begin, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      length = 0;
      begin = end + 1;
    }
    if (begin === chunk.length) continue;
    rest.push(chunk.subarray(begin));
    length += chunk.length - begin;
    if (length > MOST_BYTES) throw new Error('a line of the response does not end');
  }
}
