import assert from 'node:assert/strict';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { faxOrder, request } from '../outbox/jobs';
import { AculabInstances } from '../support/aculab-instances';

const FAX = sampleFax({ pages: 2 });

describe('an Aculab account of several instances', () => {
  let all: AculabInstances;
  beforeEach(async () => {
    all = await AculabInstances.start();
  });
  afterEach(() => all.close());

  /** Each page goes to another one than the page before, as long as there are others. */
  const inTurn = (): void => {
    let turn = 0;
    all.answering = () => all.alive[(turn += 1) % all.alive.length] ?? assert.fail('nobody is there');
  };
  const asked = (page: string): number => all.simulator.pages().filter((one) => one.page === page).length;
  const calls = (): number => all.simulator.calls().length;
  const reports = () => all.all.flatMap(({ sends }) => sends.ends);

  async function submit(at: AculabInstances['all'][number], to: string): Promise<string> {
    const { file, size, sha256 } = await all.inbox.documents.write(FAX);
    const documents = [{ file, size, sha256, type: 'image/tiff' as const, filename: 'fax.tif' }];
    const order = faxOrder({ to, from: '+15550100001', attempts: 1, documents });
    return (await at.connection.outbox().submit(request({ order, giveUpMinutes: 1_440 }))).jobId;
  }

  for (const [to, state] of [
    ['+447700900001', 'succeeded'],
    ['+447700900010', 'failed'],
    ['+447700900011', 'failed'],
  ] as const) {
    it(`sends a fax to ${to} once, submitted at a standby, its pages answered by both in turn`, async () => {
      await all.join('a');
      const b = await all.join('b');
      inTurn();
      const id = await submit(b, to);
      await all.until('it has ended', async () => (await all.inbox.store.jobs.get(id))?.state === 'finished');
      await all.until('its end is told', () => reports().length > 0);
      assert.deepEqual(
        reports().map(({ status }) => status.state),
        [state],
      );
      assert.equal(calls(), 1);
      assert.deepEqual(
        all.simulator.pages().flatMap(({ problem }) => problem ?? []),
        [],
      );
    });
  }

  for (const [when, page] of [
    ['before its call asked for the fax', 'first'],
    ['while pages went', 'progress'],
    ['when its end was told', 'next'],
  ] as const) {
    it(`reports the end of a fax once when its sender is killed ${when}`, async () => {
      const a = await all.join('a');
      await all.join('b');
      inTurn();
      const answering = all.answering;
      all.answering = () => {
        if (asked(page) > 0 || page === 'first') a.kill();
        return answering();
      };
      const id = await submit(a, '+447700900001');
      await all.until('its sender is killed', () => a.process.isKilled);
      await all.until('it has ended', async () => (await all.inbox.store.jobs.get(id))?.state === 'finished');
      const job = await all.inbox.store.jobs.get(id);
      assert.deepEqual([job?.status.state, calls()], ['succeeded', 1]);
      await all.until('its end is told', () => reports().length > 0);
      // It may have been told at the sender just before that was killed: then the other one says so.
      assert(reports().filter(({ redelivered }) => !redelivered).length <= 1);
    });
  }

  it('receives a fax once, answered by both in turn, and by the one that is left', async () => {
    const a = await all.join('a');
    const b = await all.join('b');
    inTurn();
    all.simulator.inject({ document: FAX });
    const got = () => [...a.receives.got, ...b.receives.got];
    await all.until('it is offered', () => got().length > 0);
    const answering = all.answering;
    all.answering = () => {
      if (asked('progress') > 3) a.kill();
      return answering();
    };
    all.simulator.inject({ document: FAX });
    const keys = async (): Promise<number> => {
      const { scope } = b.connection;
      const heads = scope ? await all.inbox.store.list({ scope, state: 'offered', limit: 9 }) : [];
      return heads.filter(({ kind }) => kind === 'fax.received').length;
    };
    await all.until('one is killed', () => a.process.isKilled);
    await all.until('the second one is offered, too', async () => (await keys()) === 2);
    const fresh = b.receives.got.filter(({ redelivered }) => !redelivered).map(({ key }) => key);
    assert.equal(new Set(fresh).size, fresh.length);
    for (const offer of b.receives.got) assert(offer.document);
  });
});
