import { createServer } from 'node:net';

/** The given port of the loopback interface if it is free, or else the next one that is; 0 = any. */
export async function freePort(port) {
  for (let candidate = port; candidate < port + 100; candidate += 1) {
    const found = await listenOnce(candidate);
    if (found !== undefined) return found;
  }
  throw new Error(`No free port between ${port} and ${port + 99}`);
}

function listenOnce(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const { port: bound } = server.address();
      server.close(() => resolve(bound));
    });
  });
}
