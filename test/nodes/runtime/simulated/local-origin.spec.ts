import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { localOrigin } from '../../../../nodes/runtime/simulated/local-origin';
import type { NodeRed } from '../../../../nodes/runtime/node-red';

const RED = (server: Server | undefined): NodeRed => ({ server, settings: {} }) as unknown as NodeRed;

describe('where a Node-RED is reached from its own machine', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const listening = async (host: string, made: Server = createServer()): Promise<Server> => {
    server = made;
    made.listen(0, host);
    await once(made, 'listening');
    return made;
  };
  const port = (): number => (server?.address() as AddressInfo).port;

  const own = Object.values(networkInterfaces())
    .flat()
    .flatMap((found) => found ?? []);
  const lan = own.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  for (const [host, reached] of [
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
    ['0.0.0.0', '127.0.0.1'],
    ...(own.some(({ address }) => address === '::1')
      ? [
          ['::', '127.0.0.1'],
          ['::1', '[::1]'],
        ]
      : []),
    ...(lan === undefined ? [] : [[lan, lan]]),
  ] as [string, string][]) {
    it(`is ${reached} where it listens on ${host}`, async () => {
      const origin = await localOrigin(RED(await listening(host)));
      assert.equal(origin, `http://${reached}:${port()}`);
      server?.on('request', (_req, res) => res.end('reached'));
      assert.equal(await (await fetch(origin)).text(), 'reached');
    });
  }

  it('is told once it listens', async () => {
    server = createServer();
    const told = localOrigin(RED(server));
    server.listen(0, '127.0.0.1');
    assert.equal(await told, `http://127.0.0.1:${port()}`);
  });

  it('is https where it serves that, whatever the settings are', async () => {
    const made = createHttpsServer() as unknown as Server;
    assert.match((await localOrigin(RED(await listening('127.0.0.1', made)))) ?? '', /^https:/);
  });

  it('is unknown without HTTP, or on a socket in the file system', async () => {
    assert.equal(await localOrigin(RED(undefined)), undefined);
    const folder = await mkdtemp(join(tmpdir(), 'pushline-socket-'));
    server = createServer().listen(join(folder, 'http.sock'));
    assert.equal(await localOrigin(RED(server)), undefined);
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
});
