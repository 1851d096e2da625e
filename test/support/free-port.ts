import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that Linux, macOS and Windows give to outgoing connections, one of which would take it in a moment. */
const FIRST = 20_000;
const LAST = 32_000;

const given = new Set<number>();

/**
 * A port of loopback for somebody who listens later, and may stop and listen again: it is given once to this process, and to
 * nobody by chance.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
