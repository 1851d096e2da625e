import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface RawAnswer {
  /** 0: closed without an answer. */
  status: number;
  headers: Map<string, string>;
  body: string;
  /** Did the server end the HTTP connection? */
  closed: boolean;
}

/** Ends what never comes; no test relies on it. */
const LIMIT_MS = 60_000;

export function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  // A reset is one of the right answers to some of these bytes.
  socket.on('error', () => undefined);
  return once(socket, 'connect').then(() => socket);
}

/** Sends bytes as they are, and resolves with the first whole answer, or with the end of the connection. */
export async function sendRaw(port: number, bytes: Buffer | string, end = false): Promise<RawAnswer> {
  const socket = await openSocket(port);
  try {
    if (end) socket.end(bytes);
    else socket.write(bytes);
    return await readAnswer(socket);
  } finally {
    socket.destroy();
  }
}

/** Waits for one answer; `untilClose` waits for the end of the connection as well. */
export function readAnswer(
  socket: Socket,
  { untilClose = false, limitMs = LIMIT_MS }: { untilClose?: boolean; limitMs?: number } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = '';
    const limit = setTimeout(() => reject(new Error(`no answer in time, but "${text.slice(0, 200)}"`)), limitMs);
    const finish = (closed: boolean): void => {
      clearTimeout(limit);
      resolve({ ...(parse(text) ?? { status: 0, headers: new Map(), body: text }), closed });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!untilClose && parse(text)) finish(false);
    });
    socket.on('close', () => finish(true));
  });
}

function parse(text: string): Omit<RawAnswer, 'closed'> | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(first.split(' ')[1]);
  if (status === 100) return parse(text.slice(end + 4));
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(end + 4);
  return body.length < Number(headers.get('content-length') ?? 0) ? undefined : { status, headers, body };
}

export interface RequestParts {
  method?: string;
  target?: string;
  headers?: readonly string[];
  body?: string | Buffer;
}

/** One well-formed request with whatever is given in place of a valid one's parts. */
export function requestBytes({ method = 'POST', target = '/', headers = [], body }: RequestParts): Buffer {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...length, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body ?? '')]);
}
