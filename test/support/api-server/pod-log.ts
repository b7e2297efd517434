import type {ServerResponse} from 'node:http';
import type {PodLog} from './kubelet.ts';

/** Sends a pod's log, with `follow` until it ends. */
export async function sendLog(log: PodLog, query: URLSearchParams, response: ServerResponse): Promise<void> {
  response.writeHead(200, {'Content-Type': 'text/plain'});
  response.flushHeaders();
  let left = query.has('limitBytes') ? Number(query.get('limitBytes')) : Number.POSITIVE_INFINITY;
  const chunks = query.has('tailLines') ? [tail(log, Number(query.get('tailLines')))] : log.chunks;
  for (let index = 0; left > 0 && !response.destroyed; index++) {
    const chunk = chunks[index];
    if (chunk) {
      const part = chunk.subarray(0, Math.min(chunk.length, left));
      left -= part.length;
      if (!response.write(part)) await drained(response);
    } else if (log.ended || query.get('follow') !== 'true') break;
    else {
      await grown(log, response);
      index--;
    }
  }
  response.end();
}

function tail(log: PodLog, count: number): Buffer {
  const lines = Buffer.concat(log.chunks)
    .toString('utf8')
    .split(/(?<=\n)/);
  return Buffer.from(lines.slice(Math.max(0, lines.length - count)).join(''));
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function grown(log: PodLog, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      log.waiting.delete(wake);
      response.off('close', wake);
      resolve();
    };
    log.waiting.add(wake);
    response.on('close', wake);
  });
}
