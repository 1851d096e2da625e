import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Called with each whole request on a connection; the test writes the answer itself. */
export type OnRequest = (exchange: { socket: Socket; head: string; body: string; nth: number }) => void;

/** A web server on loopback whose answers a test writes byte by byte, so that it can break them anywhere. */
export interface RawWebServer {
  origin: string;
  /** How many connections were opened. */
  connections: () => number;
  close(): Promise<void>;
}

/** `nth` is the number of the request on its connection, from 1. */
export async function startRawWebServer(onRequest: OnRequest): Promise<RawWebServer> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    let text = '';
    let nth = 0;
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      for (let whole = cut(text); whole; whole = cut(text)) {
        text = whole.rest;
        nth += 1;
        onRequest({ socket, head: whole.head, body: whole.body, nth });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => opened,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function cut(text: string): { head: string; body: string; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const from = end + 4;
  return text.length < from + length
    ? undefined
    : { head, body: text.slice(from, from + length), rest: text.slice(from + length) };
}

export function replyOk(socket: Socket, body: string, headers = ''): void {
  socket.write(`HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
