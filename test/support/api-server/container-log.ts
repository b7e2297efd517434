import type {ServerResponse} from 'node:http';

/** One run of a container, as the kubelet keeps its log. */
interface Run {
  readonly lines: {readonly time: string; readonly text: string}[];
  ended: boolean;
}

/** The log of a container line by line, with the times at which they came; it can be followed, restarted and rotated. */
export class ContainerLog {
  readonly #runs: Run[] = [{lines: [], ended: false}];
  readonly #followers = new Set<() => void>();
  readonly #open = new Set<ServerResponse>();

  /** How many answers are being sent now. */
  get readers(): number {
    return this.#open.size;
  }

  /** Adds lines that the container wrote at a moment; default: now. */
  write(text: string, time: Date = new Date()): void {
    const stamp = `${time.toISOString().slice(0, -1)}000000Z`;
    for (const line of text.replace(/\n$/, '').split('\n'))
      this.#current().lines.push({time: stamp, text: line});
    this.#wake();
  }

  /** The container ends, and a new one takes its place. */
  restart(): void {
    this.#current().ended = true;
    this.#runs.push({lines: [], ended: false});
    this.#wake();
  }

  /** Forgets the lines so far, as when a log file is rotated away. */
  rotate(): void {
    this.#current().lines.length = 0;
  }

  /** Loses the connections of all readers. */
  cut(): void {
    for (const response of this.#open) response.destroy();
  }

  /** Answers a request for the log; undefined if there is no such run. */
  answer(query: URLSearchParams, response: ServerResponse): Promise<void> | undefined {
    const run = query.get('previous') === 'true' ? this.#runs.at(-2) : this.#current();
    return run && this.#send(run, query, response);
  }

  async #send(run: Run, query: URLSearchParams, response: ServerResponse): Promise<void> {
    response.writeHead(200, {'Content-Type': 'text/plain'});
    response.flushHeaders();
    this.#open.add(response);
    const {lines} = run;
    let at = query.has('tailLines') ? Math.max(0, lines.length - Number(query.get('tailLines'))) : 0;
    const since = Math.floor(Date.parse(query.get('sinceTime') ?? '1970-01-01T00:00:00Z') / 1000) * 1000;
    for (; !response.destroyed; ) {
      const text = lines
        .slice(at)
        .filter(({time}) => Date.parse(time) >= since)
        .map((line) => `${query.get('timestamps') === 'true' ? `${line.time} ` : ''}${line.text}\n`)
        .join('');
      at = lines.length;
      if (text !== '') response.write(text);
      if (run.ended || query.get('follow') !== 'true') break;
      await this.#grown(response);
    }
    this.#open.delete(response);
    response.end();
  }

  #current(): Run {
    return this.#runs.at(-1) as Run;
  }

  #wake(): void {
    for (const wake of [...this.#followers]) wake();
  }

  #grown(response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#followers.delete(wake);
        response.off('close', wake);
        resolve();
      };
      this.#followers.add(wake);
      response.on('close', wake);
    });
  }
}
