import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports for outgoing connections on Linux, macOS and Windows, one of which might take the port at any moment.
 */
const FIRST = 20_000;
const LAST = 32_000;

const given = new Set<number>();

/**
 * A free port on loopback, for a server that listens later and may stop and listen again. Never returns the same port
 * twice in this process; another process is unlikely to take it.
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
