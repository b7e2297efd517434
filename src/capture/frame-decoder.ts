import {createHash} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import {CAPTURE_SOURCES, type CaptureSource} from '../model/index.ts';
import {posixCksum} from './posix-cksum.ts';
import {FRAME_MARK, FRAME_VERSION} from './script/capture-script.ts';

/** What one command of the capture script came to. */
export interface SourceFrame {
  readonly source: CaptureSource;
  /** The program that was run. */
  readonly tool: string;
  /** `0`; `exit=N`, `http=N`, or a word: `missing`, `not-in-kernel`, `incomplete`, `too-large`, `lost`. */
  readonly status: string;
  /** What it printed; undefined unless the status is `0`. */
  readonly text: string | undefined;
  /** The beginning of what it said on standard error. */
  readonly stderr: string;
}

/** What came back when kube-proxy was asked over HTTP at one place. */
export interface ProxyReply {
  readonly source: CaptureSource;
  /** The program that asked. */
  readonly program: string;
  /** `ADDRESS:PORT`. */
  readonly place: string;
  /** An HTTP status or `error`; else `refused`, `silent`, `dropped`, `missing` or `exit=N`. */
  readonly answer: string;
}

/** What a pod's log holds: all that the script wrote, or nothing and the reason. */
export type DecodedFrames =
  | {
      readonly kind: 'complete';
      /** By the node's clock; `-` if the image could not tell. */
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly frames: readonly SourceFrame[];
      readonly replies: readonly ProxyReply[];
    }
  | {readonly kind: 'damaged'; readonly reason: string};

/** A log that is not exactly what the script wrote. */
class DamagedError extends Error {}

/** Digests that the script writes; with `twice` there are none, and each text comes twice, as does the index at the end. */
const DIGESTS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  cksum: posixCksum,
};
// An image without date tells no time.
const TIME = String.raw`-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
const HEAD = new RegExp(
  `^${FRAME_MARK} (\\d+) (gzip|none) (base64|hex|text) (sha256|cksum|twice) (${TIME})$`,
);
const FRAME = /^= (\d+) (out|err) (\S+) (\S+) (\S+) (\d+) ([0-9a-f]+|-)$/;
const REPLY = /^\? (\S+) (\S+) (\S+) (\S+)$/;
const END = new RegExp(`^(${FRAME_MARK} end (\\d+) (${TIME})) ([0-9a-f]+|-)$`);
const FAILED = new RegExp(`^${FRAME_MARK} failed (.+)$`);

/**
 * The most that all texts of a node may unpack to: several times what the script can put into a log of 10 MiB. One node must not
 * take the memory that others need.
 */
const MOST_BYTES = 96 * 1024 * 1024;

/**
 * Reads what the capture script wrote from the log of its pod. Each text is as the program printed it, or the whole log
 * is refused: lines that are lost, doubled, changed or in another order never make a shorter table.
 */
export function decodeFrames(log: string): DecodedFrames {
  try {
    return new FrameReader(log).read();
  } catch (error) {
    if (error instanceof DamagedError) return {kind: 'damaged', reason: error.message};
    throw error;
  }
}

class FrameReader {
  readonly #lines: readonly string[];
  #position = 0;
  #index = '';
  readonly #replies: ProxyReply[] = [];
  #packing = '';
  /** Bytes that the texts to come may have. */
  #room = MOST_BYTES;
  #coding = '';
  /** Undefined: each text comes twice instead. */
  #digest: ((bytes: Uint8Array) => string) | undefined;

  constructor(log: string) {
    this.#lines = (log.endsWith('\n') ? log.slice(0, -1) : log).split('\n');
  }

  read(): DecodedFrames {
    const startedAt = this.#readHead();
    const texts = new Map<CaptureSource, SourceFrame>();
    let count = 0;
    for (;;) {
      const line = this.#next();
      const end = END.exec(line);
      if (end)
        return {
          kind: 'complete',
          startedAt,
          finishedAt: this.#readEnd(end, count),
          frames: [...texts.values()],
          replies: this.#replies,
        };
      if (line.startsWith('? ')) {
        this.#readReply(line);
        continue;
      }
      count++;
      this.#readFrame(line, count, texts);
    }
  }

  #next(): string {
    const line = this.#lines[this.#position++];
    if (line === undefined) throw new DamagedError('the log ends before the end mark');
    return line;
  }

  #readHead(): string {
    const line = this.#next();
    const failed = FAILED.exec(line);
    if (failed) throw new DamagedError(`the capture script could not start: ${failed[1]}`);
    const [, version, packing = '', coding = '', digest = '', startedAt = ''] = HEAD.exec(line) ?? [];
    if (version === undefined)
      throw new DamagedError(`the log does not start with a capture, but with ${quote(line)}`);
    if (version !== FRAME_VERSION)
      throw new DamagedError(`the capture has format ${version}, not ${FRAME_VERSION}`);
    this.#packing = packing;
    this.#coding = coding;
    this.#digest = DIGESTS[digest];
    this.#index = `${line}\n`;
    return startedAt;
  }

  #readFrame(line: string, count: number, texts: Map<CaptureSource, SourceFrame>): void {
    const [, number, stream, name = '', tool = '', status = '', size, sum = ''] = FRAME.exec(line) ?? [];
    if (number === undefined) throw new DamagedError(`found ${quote(line)} where a text should start`);
    if (Number(number) !== count)
      throw new DamagedError(`found text ${number} where text ${count} should be`);
    this.#index += `${line}\n`;
    const source = CAPTURE_SOURCES.find((known) => known === name);
    if (source === undefined) throw new DamagedError(`${quote(name)} is not a source of a capture`);
    const content = this.#content(Number(size), sum);
    const before = texts.get(source);
    if ((stream === 'out') !== (before === undefined)) throw new DamagedError(`${name} appears twice`);
    if (before) texts.set(source, {...before, stderr: content});
    else texts.set(source, {source, tool, status, text: status === '0' ? content : undefined, stderr: ''});
  }

  #readReply(line: string): void {
    const [, name, program = '', place = '', answer = ''] = REPLY.exec(line) ?? [];
    const source = CAPTURE_SOURCES.find((known) => known === name);
    if (source === undefined) throw new DamagedError(`found ${quote(line)} where a text should start`);
    this.#index += `${line}\n`;
    this.#replies.push({source, program, place, answer});
  }

  /** A text, once it is known to be whole. */
  #content(size: number, sum: string): string {
    if (size === 0) return this.#checked(Buffer.alloc(0), sum).toString('utf8');
    const body = this.#checked(this.#body(size), sum);
    if (!this.#digest && !this.#body(size).equals(body)) {
      throw new DamagedError('the two copies of a text differ');
    }
    const text = this.#packing === 'gzip' ? gunzip(body, this.#room) : body;
    this.#room -= text.length;
    return text.toString('utf8');
  }

  #checked(body: Buffer, sum: string): Buffer {
    if ((this.#digest?.(body) ?? '-') !== sum)
      throw new DamagedError('the checksum of a text does not match');
    return body;
  }

  #body(size: number): Buffer {
    const body = this.#coding === 'text' ? Buffer.from(this.#plain(size), 'latin1') : this.#decoded(size);
    if (body.length !== size) throw new DamagedError(`a text has ${body.length} bytes instead of ${size}`);
    return body;
  }

  /** Lines up to so many bytes, which stand for themselves; the script ended them with a line break. */
  #plain(size: number): string {
    const from = this.#position;
    let length = this.#next().length;
    while (length < size) length += 1 + this.#next().length;
    return this.#lines.slice(from, this.#position).join('\n');
  }

  /** The encoded lines up to the next frame or the end mark; of a text that comes twice, those of one copy. */
  #decoded(size: number): Buffer {
    const from = this.#position;
    const coding = this.#coding === 'hex' ? 'hex' : 'base64';
    const most = this.#digest ? Number.POSITIVE_INFINITY : encodedLength(coding, size);
    let length = 0;
    while (length < most && /^[A-Za-z0-9+/=]+$/.test(this.#lines[this.#position] ?? '')) {
      length += this.#next().length;
    }
    return decodeBody(this.#lines.slice(from, this.#position).join(''), coding);
  }

  #readEnd([, line = '', frames, finishedAt = '', sum]: RegExpExecArray, count: number): string {
    if (Number(frames) !== count) throw new DamagedError(`${count} texts arrived of ${frames}`);
    const index = `${this.#index}${line}\n`;
    if ((this.#digest?.(Buffer.from(index)) ?? '-') !== sum) {
      throw new DamagedError('the checksum over all texts does not match the end mark');
    }
    if (!this.#digest && this.#plain(index.length - 1) !== index.slice(0, -1)) {
      throw new DamagedError('the index at the end does not match the texts');
    }
    if (this.#position < this.#lines.length) throw new DamagedError('the log continues after the end mark');
    return finishedAt;
  }
}

/** Strict, where Buffer skips what it does not know: encoded again it must be the same. */
function decodeBody(encoded: string, coding: 'hex' | 'base64'): Buffer {
  const body = Buffer.from(encoded, coding);
  if (body.toString(coding) !== encoded) throw new DamagedError(`a text is not valid ${coding}`);
  return body;
}

function encodedLength(coding: 'hex' | 'base64', size: number): number {
  return coding === 'hex' ? size * 2 : Math.ceil(size / 3) * 4;
}

function gunzip(body: Buffer, most: number): Buffer {
  try {
    return gunzipSync(body, {maxOutputLength: Math.max(most, 1)});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new DamagedError(
        `its texts are larger than ${MOST_BYTES / 1024 / 1024} MiB, more than a node can have`,
      );
    throw new DamagedError(
      `a text could not be unpacked (${error instanceof Error ? error.message : error})`,
    );
  }
}

function quote(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
