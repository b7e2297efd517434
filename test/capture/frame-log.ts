import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** What the capture script writes for these texts, with gzip, base64 and sha256sum. */
export function frameLog(
  texts: Readonly<Record<string, string>>,
  {
    time = '2026-11-20T17:36:40Z',
    pack = gzipSync,
  }: {readonly time?: string; readonly pack?: (text: string) => Buffer} = {},
): string {
  const head = `kubectl-ipvs-capture 2 gzip base64 sha256 ${time}`;
  const lines = [head];
  const index = [head];
  for (const [name, text] of Object.entries(texts)) {
    const body = pack(text);
    const header = `= ${index.length} out ${name} ${name.split(/[-.]/)[0]} 0 ${body.length} ${sha256(body)}`;
    lines.push(header, ...(body.toString('base64').match(/.{1,3072}/g) ?? []));
    index.push(header);
  }
  const end = `kubectl-ipvs-capture end ${index.length - 1} ${time.replace(':40Z', ':43Z')}`;
  index.push(end);
  lines.push(`${end} ${sha256(`${index.join('\n')}\n`)}`);
  return `${lines.join('\n')}\n`;
}

/** What the script writes for these texts in an image that has none of the programs for packing and checking. */
export function plainFrameLog(texts: Readonly<Record<string, string>>): string {
  const head = 'kubectl-ipvs-capture 2 none text twice -';
  const index = [head];
  let log = `${head}\n`;
  for (const [name, text] of Object.entries(texts)) {
    const header = `= ${index.length} out ${name} cat 0 ${Buffer.byteLength(text)} -`;
    const body = text === '' ? '' : `${Buffer.from(text).toString('latin1')}\n`;
    log += `${header}\n${body}${body}`;
    index.push(header);
  }
  const end = `kubectl-ipvs-capture end ${index.length - 1} -`;
  return `${log}${end} -\n${[...index, end].join('\n')}\n`;
}
