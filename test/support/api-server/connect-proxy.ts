import http from 'node:http';
import net, {type AddressInfo, type Socket} from 'node:net';

/** A proxy for tests that leads every CONNECT to one local port, whatever host it names. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each CONNECT. */
  readonly targets: string[];
  /** Proxy-Authorization of each CONNECT. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** Starts a proxy that leads to a port of the loopback interface; with `status` it refuses instead. */
export async function startConnectProxy(port: number, status = 200): Promise<ConnectProxy> {
  const targets: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    targets.push(request.url ?? '');
    authorizations.push(request.headers['proxy-authorization']);
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    const upstream = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => void [client.destroy(), upstream.destroy(), sockets.delete(socket)]);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    authorizations,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
