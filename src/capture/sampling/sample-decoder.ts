import {createHash} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import {posixCksum} from '../posix-cksum.ts';
import {SAMPLE_MARK, SAMPLE_VERSION} from '../script/sample-script.ts';

/** What a line of the log of a sampling pod completes. */
export type DecodedSample =
  | {readonly kind: 'begun'; readonly tables: string; readonly prober: string}
  | {
      readonly kind: 'sample';
      /** Counts from 1. */
      readonly sequence: number;
      /** Seconds on the node's clock, before and after the reading. */
      readonly from: number;
      readonly to: number;
      readonly text: string;
    }
  /** What follows cannot be trusted: the log has to be read again, or the pod replaced. */
  | {readonly kind: 'damaged'; readonly reason: string}
  | {readonly kind: 'ended'; readonly reason: 'time' | 'full'};

/** Reads the log of a sampling pod line by line, as it grows. */
export interface SampleDecoder {
  /** What the line completes; undefined while a sample is on its way. */
  readonly feed: (line: string) => DecodedSample | undefined;
}

const TIME = String.raw`\d+\.\d+`;
const HEAD = new RegExp(
  `^${SAMPLE_MARK} (\\d+) (gzip|none) (base64|hex) (sha256|cksum) (\\w+) (\\w+) ${TIME}$`,
);
const SAME = new RegExp(`^= (\\d+) (${TIME}) (${TIME}) same ([0-9a-f]+)$`);
const FRAME = new RegExp(`^= (\\d+) (${TIME}) (${TIME}) (\\d+) ([0-9a-f]+) ([0-9a-f]+)$`);
const END = new RegExp(`^${SAMPLE_MARK} end (\\d+) (time|full)$`);
const FAILED = new RegExp(`^${SAMPLE_MARK} failed (.+)$`);
const ENCODED = /^[A-Za-z0-9+/=]*$/;

/** The most that one sample may unpack to, and the most encoded characters of one. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A line that is not what it must be. */
class DamagedError extends Error {}

/** A decoder for one pod's log, from its beginning. Samples that it has given before are not given again. */
export function createSampleDecoder(): SampleDecoder {
  const reader = new Reader();
  return {
    feed(line) {
      try {
        return reader.feed(line);
      } catch (error) {
        if (error instanceof DamagedError) return {kind: 'damaged', reason: error.message};
        throw error;
      }
    },
  };
}

interface Frame {
  readonly sequence: number;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly packedSum: string;
  readonly sum: string;
}

class Reader {
  #format: {packing: string; coding: 'hex' | 'base64'; digest: string} | undefined;
  #last = 0;
  #text = '';
  #sum = '';
  #frame: Frame | undefined;
  #parts: string[] = [];
  #length = 0;

  feed(line: string): DecodedSample | undefined {
    if (this.#frame) return this.#body(this.#frame, line);
    if (!this.#format) return this.#head(line);
    const end = END.exec(line);
    if (end) return this.#ended(end);
    const same = SAME.exec(line);
    if (same) return this.#same(same);
    const frame = FRAME.exec(line);
    if (!frame) throw new DamagedError(`found ${quote(line)} where a sample should start`);
    this.#frame = readFrame(frame);
    this.#parts = [];
    this.#length = 0;
    return undefined;
  }

  #head(line: string): DecodedSample {
    const failed = FAILED.exec(line);
    if (failed) throw new DamagedError(`the sampling script could not start: ${failed[1]}`);
    const [, version, packing = '', coding, digest = '', tables = '', prober = ''] = HEAD.exec(line) ?? [];
    if (version === undefined)
      throw new DamagedError(`the log does not start with samples, but with ${quote(line)}`);
    if (version !== SAMPLE_VERSION)
      throw new DamagedError(`the samples have format ${version}, not ${SAMPLE_VERSION}`);
    this.#format = {packing, coding: coding === 'hex' ? 'hex' : 'base64', digest};
    return {kind: 'begun', tables, prober};
  }

  #ended([, count, reason]: RegExpExecArray): DecodedSample {
    if (Number(count) !== this.#last)
      throw new DamagedError(`the log ends with sample ${count}, but the last one was ${this.#last}`);
    return {kind: 'ended', reason: reason === 'time' ? 'time' : 'full'};
  }

  #same([, sequence, from, to, sum]: RegExpExecArray): DecodedSample {
    if (sum !== this.#sum) throw new DamagedError('a sample does not refer to the one before it');
    this.#follow(Number(sequence));
    return {kind: 'sample', sequence: Number(sequence), from: Number(from), to: Number(to), text: this.#text};
  }

  #body(frame: Frame, line: string): DecodedSample | undefined {
    if (line !== '.') {
      this.#length += line.length;
      if (!ENCODED.test(line) || this.#length > MOST_BYTES)
        throw new DamagedError(`unexpected ${quote(line)} inside a sample`);
      this.#parts.push(line);
      return undefined;
    }
    this.#frame = undefined;
    this.#follow(frame.sequence);
    this.#text = this.#unpack(frame);
    this.#sum = frame.sum;
    const {sequence, from, to} = frame;
    return {kind: 'sample', sequence, from, to, text: this.#text};
  }

  /** A number left out is a sample that was lost. */
  #follow(sequence: number): void {
    if (sequence !== this.#last + 1)
      throw new DamagedError(`found sample ${sequence} where sample ${this.#last + 1} should be`);
    this.#last = sequence;
  }

  #unpack({size, packedSum, sum}: Frame): string {
    const {packing, coding, digest} = this.#format ?? {packing: 'none', coding: 'base64', digest: 'cksum'};
    const encoded = this.#parts.join('');
    const packed = Buffer.from(encoded, coding);
    const hash = (bytes: Uint8Array) =>
      digest === 'sha256' ? createHash('sha256').update(bytes).digest('hex') : posixCksum(bytes);
    if (packed.toString(coding) !== encoded || packed.length !== size || hash(packed) !== packedSum)
      throw new DamagedError('a sample is damaged in transit: its checksum does not match');
    const text = packing === 'gzip' ? gunzip(packed) : packed;
    if (hash(text) !== sum)
      throw new DamagedError('a sample is damaged: the checksum of its text does not match');
    return text.toString('utf8');
  }
}

function readFrame([, sequence, from, to, size, packedSum = '', sum = '']: RegExpExecArray): Frame {
  return {
    sequence: Number(sequence),
    from: Number(from),
    to: Number(to),
    size: Number(size),
    packedSum,
    sum,
  };
}

function gunzip(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, {maxOutputLength: MOST_BYTES});
  } catch (error) {
    throw new DamagedError(
      `a sample could not be unpacked (${error instanceof Error ? error.message : error})`,
    );
  }
}

function quote(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
