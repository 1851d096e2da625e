import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections, one of which would take it before somebody listens there. */
const FIRST = 20_000;
const LAST = 32_000;

/** Any port of the loopback interface that is free. */
export function anyFreePort() {
  return freePort(randomInt(FIRST, LAST));
}

/** The given port of the loopback interface if it is free, or else the next one that is. */
export async function freePort(port) {
  for (let candidate = port; candidate < port + 100; candidate += 1) {
    if (await isFree(candidate)) return candidate;
  }
  throw new Error(`No free port between ${port} and ${port + 99}`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
