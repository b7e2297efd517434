import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {createSampleDecoder, type DecodedSample} from '../../../src/capture/sampling/sample-decoder.ts';
import {checkProperty} from '../../support/property.ts';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The log of a pod that has sampled these texts. */
function logOf(texts: readonly string[]): readonly string[] {
  let last = '';
  const lines = ['kubectl-ipvs-sample 1 gzip base64 sha256 ipvsadm none 99.00'];
  texts.forEach((text, index) => {
    const times = `= ${index + 1} ${100 + index}.00 ${100 + index}.10`;
    if (text === last) lines.push(`${times} same ${sha256(text)}`);
    else {
      const packed = gzipSync(text);
      lines.push(`${times} ${packed.length} ${sha256(packed)} ${sha256(text)}`);
      lines.push(...(packed.toString('base64').match(/.{1,40}/g) ?? []), '.');
    }
    last = text;
  });
  return [...lines, `kubectl-ipvs-sample end ${texts.length} time`];
}

function decode(lines: readonly string[]): readonly DecodedSample[] {
  const decoder = createSampleDecoder();
  const events: DecodedSample[] = [];
  for (const line of lines) {
    const event = decoder.feed(line);
    if (event) events.push(event);
    if (event?.kind === 'damaged') break;
  }
  return events;
}

const textsIn = (events: readonly DecodedSample[]) =>
  events.flatMap((event) => (event.kind === 'sample' ? [event.text] : []));

const TEXTS = ['a table\n', 'a table\n', 'another\n', 'another table\n'];

describe('the log of a sampling pod', () => {
  it('gives each sample with its number and times, and its end', () => {
    const events = decode(logOf(TEXTS));
    expect(textsIn(events)).toEqual(TEXTS);
    expect(events[1]).toMatchObject({sequence: 1, from: 100, to: 100.1});
    expect(events.at(-1)).toEqual({kind: 'ended', reason: 'time'});
  });

  it.each([
    ['a line that is missing', (lines: readonly string[]) => lines.toSpliced(2, 1)],
    ['a sample that is missing', (lines: readonly string[]) => lines.toSpliced(4, 1)],
    ['a line that is there twice', (lines: readonly string[]) => lines.toSpliced(2, 0, lines[2]!)],
    ['a line of something else', (lines: readonly string[]) => lines.toSpliced(4, 0, 'ipvsadm: not found')],
    ['no head', (lines: readonly string[]) => lines.slice(1)],
    ['another version', (lines: readonly string[]) => lines.toSpliced(0, 1, lines[0]!.replace(' 1 ', ' 2 '))],
    [
      'an end that counts otherwise',
      (lines: readonly string[]) => lines.toSpliced(-1, 1, 'kubectl-ipvs-sample end 9 time'),
    ],
    ['a script that could not start', () => ['kubectl-ipvs-sample failed the directory is not writable']],
  ])('%s is damage', (_, change) => {
    expect(decode(change(logOf(TEXTS))).at(-1)?.kind).toBe('damaged');
  });

  it('whatever character is changed, no other table than a true one is given', () => {
    const lines = logOf(TEXTS);
    const text = lines.join('\n');
    checkProperty(
      fc.property(
        fc.nat({max: text.length - 1}),
        fc.constantFrom('0', '9', 'A', 'f', '\n', ' ', '='),
        (at, other) => {
          const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
          const given = textsIn(decode(changed.split('\n')));
          return given.every((one, index) => one === TEXTS[index]);
        },
      ),
    );
  });
});
