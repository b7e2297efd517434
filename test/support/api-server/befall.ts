import type {ServerResponse} from 'node:http';
import {setTimeout as wait} from 'node:timers/promises';
import type {Fault} from './faults.ts';
import {StatusError} from './status-error.ts';

/** Lets the fault happen; true if the request gets no other answer. */
export async function befall(fault: Fault, response: ServerResponse, url: URL): Promise<boolean> {
  if (fault.kind === 'status') {
    const headers = fault.retryAfter === undefined ? {} : {'Retry-After': fault.retryAfter};
    throw new StatusError(
      fault.status,
      fault.reason ?? 'Injected',
      fault.message ?? 'injected by the test',
      headers,
    );
  }
  if (fault.kind === 'slow') {
    await wait(fault.milliseconds);
    return false;
  }
  if (fault.kind === 'cut') {
    cutAfter(response, fault.afterBytes);
    return false;
  }
  if (fault.kind === 'stall') {
    cutAfter(response, fault.afterBytes, () => undefined);
    return false;
  }
  if (fault.kind === 'endless') {
    url.searchParams.delete('continue');
    continueList(response);
    return false;
  }
  if (fault.kind === 'reset') response.socket?.destroy();
  if (fault.kind === 'text') response.end(fault.body);
  return true;
}

/** Adds a token for the next page to a list that has none; the server takes any token for the first page. */
function continueList(response: ServerResponse): void {
  const end = response.end.bind(response) as (chunk: unknown) => ServerResponse;
  response.end = ((chunk: unknown) => {
    // A watch ends without a last word: only a list has pages.
    if (chunk === undefined) return end(chunk);
    const list = JSON.parse(String(chunk)) as {metadata?: object};
    return end(JSON.stringify({...list, metadata: {...list.metadata, continue: `page-${Math.random()}`}}));
  }) as typeof response.end;
}

/** Sends so many bytes of the answer; then the connection is lost, or what else happens to it. */
function cutAfter(
  response: ServerResponse,
  limit: number,
  lose = () => void response.socket?.destroy(),
): void {
  const write = response.write.bind(response) as (chunk: Buffer, done?: () => void) => boolean;
  let left = limit;
  const cut = (chunk: unknown) => {
    if (chunk === undefined || chunk === null) return false;
    const bytes = Buffer.from(chunk as string);
    const part = bytes.subarray(0, left);
    left -= part.length;
    if (left > 0) return write(part);
    return write(part, lose);
  };
  response.write = ((chunk: unknown) => cut(chunk)) as typeof response.write;
  const end = response.end.bind(response);
  response.end = ((chunk: unknown) => {
    cut(chunk);
    return left > 0 ? end() : response;
  }) as typeof response.end;
}
