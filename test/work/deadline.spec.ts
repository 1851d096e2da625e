import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { startDeadline, type Deadline } from '../../src/work/deadline';
import { FakeClock } from '../support/fake-clock';

const LIMIT_MS = 30_000;

describe('startDeadline', () => {
  let clock: FakeClock;
  let deadline: Deadline;

  beforeEach(() => {
    clock = new FakeClock();
    deadline = startDeadline(clock, LIMIT_MS, new AbortController().signal);
  });
  afterEach(() => deadline.end());

  it('expires when its time is over', async () => {
    clock.advance(LIMIT_MS);
    await once(deadline.signal, 'abort');
    assert.equal(deadline.expired, true);
  });

  it('does not expire once it has ended or started again, though its timer has run', async () => {
    const other = startDeadline(clock, LIMIT_MS, new AbortController().signal);
    clock.advance(LIMIT_MS);
    deadline.end();
    other.restart();
    for (let turns = 0; turns < 5; turns += 1) await turn();
    assert.deepEqual([deadline.expired, other.expired], [false, false]);
    other.end();
  });

  // There what is written has arrived at once.
  (process.platform === 'win32' ? describe.skip : describe)('over a socket of this machine', () => {
    let folder: string;
    let ends: Socket[];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pushline-deadline-'));
      const server = createServer().listen(join(folder, 'socket'));
      await once(server, 'listening');
      const client = connect(join(folder, 'socket'));
      const [[peer]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
        [Socket],
        unknown,
      ];
      ends = [client, peer];
      server.close();
    });
    afterEach(async () => {
      for (const end of ends) end.destroy();
      await rm(folder, { recursive: true });
    });

    it('first lets an answer be read that arrived while the process stood still', async () => {
      const [client, peer] = ends;
      const read =
        client &&
        once(
          client.once('data', () => deadline.end()),
          'data',
        );
      await turn();
      peer?.write('an answer');
      clock.advance(LIMIT_MS);
      await read;
      for (let turns = 0; turns < 5; turns += 1) await turn();
      assert.equal(deadline.expired, false);
    });
  });
});
