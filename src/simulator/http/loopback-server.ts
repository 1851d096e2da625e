import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageReply, sendReply } from './reply';

export interface LoopbackServerOptions {
  /** 0 lets the system choose. */
  port: number;
  /** By the path's root, e.g. `/control`, which serves itself and all below it. */
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
export async function startLoopbackServer({ port, roots, onUpgrade }: LoopbackServerOptions): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server = createServer((message, response) => {
    // A reply to a client that has gone fails silently: the client has seen to that itself.
    response.on('error', () => response.destroy());
    const path = pathOf(message);
    const [, handle = notFound] = Object.entries(roots).find(([root]) => isBelow(root, path)) ?? [];
    handle(message, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
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

/** Without the query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function notFound(_message: IncomingMessage, response: ServerResponse): Promise<void> {
  return sendReply(response, messageReply(404, 'No such resource was found.'));
}
