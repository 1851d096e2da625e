import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BareServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts, in a child process, the simplest possible Node.js server for pushes: it reads them and answers. */
export async function startBareServer(): Promise<BareServer> {
  const child = fork(__filename, { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit');
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

function serve(): void {
  const server = createServer((request, response) => {
    request.on('data', () => undefined);
    request.on('end', () => response.writeHead(200, { 'content-length': 0 }).end());
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

if (require.main === module) serve();
