import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../domain/clock';
import { comesFromPage } from './comes-from-page';
import { messageReply, sendReply } from './reply';

export interface LoopbackServerOptions {
  /** 0 lets the system choose. */
  port: number;
  /** For the `Date` header. Its steady time does not follow changes of the machine's clock, like a real provider's. */
  clock: Clock;
  /** Handlers by root path, such as `/control`, which also serve all paths below it. */
  roots: Record<string, (message: IncomingMessage, response: ServerResponse) => Promise<void>>;
  onUpgrade?: (message: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface LoopbackServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Rejects when the port is taken. */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const { port, clock, roots, onUpgrade } = options;
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    // Writing to a client that has disconnected fails silently.
    response.on('error', () => response.destroy());
    response.setHeader('date', new Date(clock.now()).toUTCString());
    const path = pathOf(message);
    const [, handle = notFound] = Object.entries(roots).find(([root]) => isBelow(root, path)) ?? [];
    (comesFromPage(message) ? forbidden : handle)(message, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Upgrades need no check for web pages: the token is in a header that a page cannot set.
  if (onUpgrade) server.on('upgrade', onUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    address: `${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The path without the query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function forbidden(_message: IncomingMessage, response: ServerResponse): Promise<void> {
  return sendReply(response, messageReply(403, 'The simulator does not answer web pages.'));
}

function notFound(_message: IncomingMessage, response: ServerResponse): Promise<void> {
  return sendReply(response, messageReply(404, 'No such resource was found.'));
}
