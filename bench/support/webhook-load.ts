import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sharedNow } from './shared-clock';
import { percentile } from './statistics';
import { PushRequest } from './webhook-request';

/** The work of a sender, which ends after a time or after a number of 200s. */
export interface Load {
  /** The ports of one or several instances, which share the connections. */
  ports: number[];
  /** Used in turn. */
  paths: string[];
  /** The number of kept-alive connections, each with one request at a time. */
  connections: number;
  forMs?: number;
  accepted?: number;
}

export interface LoadFigures {
  /** The number of requests answered with 200. */
  accepted: number;
  /** The number of other answers, after which the same message was sent again. */
  refused: number;
  seconds: number;
  /** From a request's first byte to its answer's last. */
  p50Ms: number;
  p99Ms: number;
}

/** No id is used twice in one process. */
let serial = 0;

async function apply(load: Load): Promise<LoadFigures> {
  const latencies: number[] = [];
  let begun = 0;
  let refused = 0;
  const began = sharedNow();
  const mayBegin = (): boolean =>
    load.accepted === undefined ? sharedNow() - began < (load.forMs ?? 0) : begun < load.accepted;

  const send = async (_: unknown, index: number): Promise<void> => {
    const exchange = await openExchange(load.ports[index % load.ports.length] ?? 0);
    const requests = load.paths.map((path) => new PushRequest(path));
    while (mayBegin()) {
      const request = requests[begun % requests.length];
      begun += 1;
      const id = (serial += 1);
      const at = sharedNow();
      while ((await exchange.answer(request?.as(id).bytes ?? Buffer.alloc(0))) !== 200) refused += 1;
      latencies.push(sharedNow() - at);
    }
    exchange.end();
  };
  await Promise.all(Array.from({ length: load.connections }, send));
  return {
    ...{ accepted: latencies.length, refused, seconds: (sharedNow() - began) / 1_000 },
    ...{ p50Ms: percentile(latencies, 50), p99Ms: percentile(latencies, 99) },
  };
}

interface Exchange {
  /** Sends a request; resolves with the status when the whole answer has arrived. */
  answer(request: Buffer): Promise<number>;
  end(): void;
}

/** Writes HTTP to a socket itself, because an HTTP client would need more processor time than the measured server. */
async function openExchange(port: number): Promise<Exchange> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return {
    answer: (request) => new Promise((resolve, reject) => readAnswer(socket, request, resolve, reject)),
    end: () => socket.destroy(),
  };
}

function readAnswer(
  socket: Socket,
  request: Buffer,
  resolve: (status: number) => void,
  reject: (error: Error) => void,
): void {
  let received = '';
  const end = (settle: () => void): void => {
    socket.off('data', onData).off('close', onClose).off('error', onClose);
    settle();
  };
  const onData = (chunk: Buffer): void => {
    received += chunk.toString('latin1');
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/^content-length: (\d+)/im.exec(received)?.[1]);
    if (received.length >= head + 4 + length) end(() => resolve(Number(received.slice(9, 12))));
  };
  const onClose = (): void => end(() => reject(new Error('the server ended an HTTP connection')));
  socket.on('data', onData).on('close', onClose).on('error', onClose);
  socket.write(request);
}

process.on('message', (load: Load) => {
  apply(load).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
