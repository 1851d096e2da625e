import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claim } from '../../scripts/lib/claim-folder.mjs' with { 'resolution-mode': 'import' };

const MINUTE_AGO = new Date(Date.now() - 60_000);

describe('the folder of npm start', () => {
  let folder: string;
  let server: Server;
  let url: string;
  const file = (): string => join(folder, '.running.json');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pushline-start-'));
    server = createServer((_req, res) => res.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  async function claim(): Promise<Claim> {
    const { claimFolder } = await import('../../scripts/lib/claim-folder.mjs');
    return claimFolder(folder);
  }

  it('is reported as in use, with the address, while the Node-RED started in it answers', async () => {
    const first = await claim();
    assert(first.runs);
    assert.deepEqual((await claim()).holder?.pid, process.pid, 'while it starts');
    first.runs({ pid: process.pid, url });
    assert.deepEqual((await claim()).holder, { pid: process.pid, url });
    first.release();
    assert.equal(existsSync(file()), false);
    assert((await claim()).runs);
  });

  it('is free after its Node-RED has died, even if another process has its id or port now', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const holder of [
      { pid: dead, url },
      { pid: process.pid, url: 'http://127.0.0.1:1' },
      { pid: dead },
      {},
      'x',
    ]) {
      await writeFile(file(), JSON.stringify(holder));
      await utimes(file(), MINUTE_AGO, MINUTE_AGO);
      const { runs } = await claim();
      assert(runs, JSON.stringify(holder));
      assert.deepEqual(JSON.parse(await readFile(file(), 'utf8')), { pid: process.pid });
      await rm(file());
    }
    await writeFile(file(), JSON.stringify({ pid: process.pid }));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file(), longAgo, longAgo);
    assert((await claim()).runs, 'what has been starting for an hour');
  });

  it('goes to one of many that want it at once', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim()));
    assert.equal(claims.filter(({ runs }) => runs).length, 1);
  });
});
