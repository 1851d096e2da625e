import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AuthError, ItemGoneError, ProviderUnavailableError, RateLimitedError } from '../../src/domain/errors';
import { createDocumentFetcher, type Fetched } from '../../src/inbox/fetch-documents';
import type { ProviderWorker } from '../../src/work/provider-worker';
import { DEFAULT_RETENTION } from '../../src/domain/retention';
import { faxStatus, receivedFax, TIFF, tiffOf } from '../support/events';
import { newStanding } from '../support/standing';
import { eventually } from '../support/eventually';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { asleep, Scripted } from '../support/providing';

describe('the document fetcher', () => {
  let inbox: InboxRig;
  let fetcher: ProviderWorker;
  let provider: Scripted<Partial<Fetched> & { bytes?: Buffer }>;
  /** What asking the provider for something else meets. */
  let away: Error | undefined;
  let fetched: number;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    provider = new Scripted({ bytes: TIFF });
    fetched = 0;
    away = undefined;
    const { store, documents, clock, log } = inbox;
    fetcher = createDocumentFetcher({
      ...{ store, documents, clock, log, scope: SCOPE, retention: DEFAULT_RETENTION, random: () => 1 },
      standing: newStanding(clock),
      holding: { isHeld: true },
      fetch: async (id) => {
        const { bytes, ...more } = await provider.call(id);
        const document = bytes && (await documents.write(bytes));
        return { event: receivedFax(id), document, stated: {}, ...more };
      },
      ping: () => (away ? Promise.reject(away) : Promise.resolve()),
      onFetched: () => (fetched += 1),
    });
    await inbox.take(fax, { source: 'poll' });
  });

  afterEach(async () => {
    await fetcher.stop();
    await inbox.close();
  });

  const files = (): Promise<string[]> => readdir(join(inbox.folder, 'documents'));

  it('gets the document of an event that was listed, after which it can be offered', async () => {
    fetcher.wake();
    await eventually('it is fetched', () => fetched === 1);
    const row = await inbox.row(fax);
    assert.equal(row.state, 'new');
    assert.deepEqual(await files(), [row.document?.file]);
    assert.deepEqual(provider.calls, ['job-1']);
  });

  it('takes them one at a time, in accept order', async () => {
    for (const id of ['job-2', 'job-3']) {
      inbox.clock.advance(1);
      await inbox.take(receivedFax(id), { source: 'poll' });
    }
    fetcher.wake();
    await eventually('all are fetched', () => fetched === 3);
    assert.deepEqual(provider.calls, ['job-1', 'job-2', 'job-3']);
  });

  it('takes the fuller record that came with the document', async () => {
    const event = receivedFax('job-1', { pages: 3, to: '+15550100002' });
    provider.answers.push({ bytes: TIFF, event: { ...event, raw: { JobId: 'job-1', Extra: true } } });
    fetcher.wake();
    await eventually('it is fetched', () => fetched === 1);
    const row = await inbox.row(fax);
    assert.equal((row.payload as { pages?: number }).pages, 3);
    assert.equal(row.to, '+15550100002');
    assert.deepEqual(row.raw, { JobId: 'job-1', Extra: true });
  });

  it('keeps earlier fields when the document’s record has fewer', async () => {
    const event = receivedFax('job-1', { from: '', to: '' });
    provider.answers.push({ bytes: TIFF, event: { ...event, raw: {} } });
    const { raw } = await inbox.row(fax);
    fetcher.wake();
    await eventually('it is fetched', () => fetched === 1);
    const row = await inbox.row(fax);
    assert.deepEqual([row.payload, row.to, row.raw], [fax.payload, '+15550100001', raw]);
  });

  it('marks a document that is not what the provider says of it', async () => {
    provider.answers.push({ bytes: TIFF, stated: { length: 1 } });
    fetcher.wake();
    await eventually('it is fetched', () => fetched === 1);
    assert.equal((await inbox.row(fax)).document?.damaged, true);
  });

  it('removes the file where a push was faster', async () => {
    provider.otherwise = { bytes: tiffOf(50) };
    const slow = inbox.documents.write.bind(inbox.documents);
    inbox.documents.write = async (bytes, type) => {
      const written = await slow(bytes, type);
      inbox.documents.write = slow;
      await inbox.take(fax, { document: TIFF });
      return written;
    };
    fetcher.wake();
    await eventually('it is fetched', () => fetched === 1);
    const row = await inbox.row(fax);
    assert.equal(row.document?.size, TIFF.length);
    assert.deepEqual(await files(), [row.document.file]);
  });

  it('tries again later, lets the others pass meanwhile, and logs it once', async () => {
    provider.answers.push(new ProviderUnavailableError('slow'), { bytes: TIFF }, new ProviderUnavailableError('slow'));
    inbox.clock.advance(1);
    await inbox.take(receivedFax('job-2'), { source: 'poll' });
    fetcher.wake();
    await asleep(inbox.clock);
    assert.deepEqual(provider.calls, ['job-1', 'job-2']);
    inbox.clock.advance(1_001);
    await provider.called(3);
    await asleep(inbox.clock);
    inbox.clock.advance(2_001);
    await eventually('both are fetched', () => fetched === 2);
    assert.deepEqual(provider.calls, ['job-1', 'job-2', 'job-1', 'job-1']);
    assert.equal(inbox.log.matching(/could not be fetched yet/).length, 1);
  });

  for (const [what, answer] of [
    ['the provider has lost it', new ItemGoneError('gone')],
    ['the item comes without it', {}],
  ] as const) {
    it(`lets an event go without its document where ${what}, but only after asking for more than 20 minutes`, async () => {
      provider.otherwise = answer;
      fetcher.wake();
      const begin = inbox.clock.now();
      for (let calls = 1; calls < 12; calls += 1) {
        await provider.called(calls);
        await asleep(inbox.clock);
        assert.equal((await inbox.row(fax)).state, 'fetching');
        inbox.clock.advance(Math.max(0, ((await inbox.store.nextDue(SCOPE, 'fetches')) ?? 0) - inbox.clock.now()) + 1);
      }
      await eventually('it can be offered', () => fetched === 1);
      const row = await inbox.row(fax);
      assert.equal(row.state, 'new');
      assert.equal(row.missing, 'the provider no longer has the document');
      assert(inbox.clock.now() - begin > 20 * MINUTE, `${inbox.clock.now() - begin} ms`);
    });
  }

  /** Until the provider was asked so often in all, each time as soon as it is due. */
  async function askedUntil(calls: number): Promise<void> {
    fetcher.wake();
    for (let before = provider.calls.length; before < calls; before += 1) {
      if (before > 0) {
        await asleep(inbox.clock);
        const due = (await inbox.store.nextDue(SCOPE, 'fetches')) ?? 0;
        inbox.clock.advance(Math.max(0, due - inbox.clock.now()) + 1);
      }
      await provider.called(before + 1);
    }
  }

  const GONE = new ItemGoneError('gone');
  for (const [what, before] of [
    ['out of reach', Array.from({ length: 15 }, () => new ProviderUnavailableError('down'))],
    [
      'without it for a while, and then out of reach',
      [...Array<Error>(11).fill(GONE), new ProviderUnavailableError('down')],
    ],
    ['busy in between', Array.from({ length: 22 }, (_, at) => (at % 8 === 7 ? new RateLimitedError(1_000) : GONE))],
  ] as [string, Error[]][]) {
    it(`waits on for the document of a provider that was ${what}: only what it says time and again counts`, async () => {
      provider.answers.push(...before, GONE, GONE);
      await askedUntil(before.length + 2);
      assert.equal((await inbox.row(fax)).state, 'fetching');
      await askedUntil(before.length + 3);
      await eventually('it is fetched', () => fetched === 1);
      assert.equal((await inbox.row(fax)).document?.size, TIFF.length);
    });
  }

  it('does not believe a gateway that has nothing, however often it says so', async () => {
    provider.otherwise = GONE;
    away = new ProviderUnavailableError('no API answers at this address');
    await askedUntil(20);
    assert.equal((await inbox.row(fax)).state, 'fetching');
    away = undefined;
    await askedUntil(31);
    assert.equal((await inbox.row(fax)).state, 'fetching');
    await askedUntil(32);
    await eventually('it can be offered', () => fetched === 1);
    assert.equal((await inbox.row(fax)).missing, 'the provider no longer has the document');
  });

  it('starts counting again when a document is lost and fetched again', async () => {
    provider.answers.push(...Array<Error>(11).fill(GONE));
    await askedUntil(12);
    await eventually('it is fetched', () => fetched === 1);
    const claim = { scope: SCOPE, queue: 'new' as const, owner: 'o', now: inbox.clock.now(), limit: 1 };
    await inbox.store.claim({ ...claim, decide: () => ({ offer: { leaseUntil: undefined } }) });
    await inbox.store.refetch(inbox.keyOf(fax), inbox.clock.now(), 'missing');
    provider.answers.push(GONE);
    fetcher.wake();
    await provider.called(13);
    await asleep(inbox.clock);
    assert.equal((await inbox.row(fax)).state, 'fetching');
  });

  describe('of a call that brought no page, as the provider says with its document', () => {
    const failed = faxStatus('job-1', 'failed');

    beforeEach(() => {
      provider.otherwise = { event: failed };
    });

    it('makes a status, closes the fax at once, and has it marked as received', async () => {
      fetcher.wake();
      await eventually('it is over', () => fetched === 1);
      const row = await inbox.row(fax);
      assert.deepEqual([row.state, row.completedAs, row.attempt], ['completed', 'handed-over', 0]);
      const status = await inbox.row(failed);
      assert.deepEqual([status.state, status.payload], ['new', failed.payload]);
      assert.deepEqual([status.source, status.connection], ['poll', 'connection-1']);
      const acks = await inbox.store.dueAcks(SCOPE, inbox.clock.now(), 9);
      assert.deepEqual(
        acks.map(({ providerId, action }) => [providerId, action]),
        [['job-1', 'keep']],
      );
      assert.equal(provider.calls.length, 1);
      assert.equal(await inbox.store.nextDue(SCOPE, 'fetches'), undefined);
    });

    it('leaves a fax open, without its document, if the flow has seen it', async () => {
      const seen = receivedFax('job-2');
      provider.otherwise = { event: faxStatus('job-2', 'failed') };
      await inbox.take(seen, { document: TIFF });
      const now = inbox.clock.now();
      const decide = () => ({ offer: { leaseUntil: undefined } });
      const claimed = await inbox.store.claim({ scope: SCOPE, queue: 'new', owner: 'o', now, limit: 9, decide });
      assert.deepEqual(
        claimed.map(({ key }) => key),
        [inbox.keyOf(seen)],
      );
      await inbox.store.refetch(inbox.keyOf(seen), now, 'missing');
      fetcher.wake();
      await eventually('both are over', () => fetched === 2);
      const row = await inbox.row(seen);
      assert.deepEqual([row.state, row.missing], ['redeliver', 'the call brought no page']);
    });
  });

  it('never gives up on a provider that is only down', async () => {
    provider.otherwise = new ProviderUnavailableError('down');
    fetcher.wake();
    for (let calls = 1; calls < 20; calls += 1) {
      await provider.called(calls);
      await asleep(inbox.clock);
      inbox.clock.advance(10 * MINUTE + 1);
    }
    assert.equal((await inbox.row(fax)).state, 'fetching');
  });

  for (const [what, error, minutes] of [
    ['refuses the login', new AuthError('refused'), 30],
    ['asks for a pause', new RateLimitedError(5 * MINUTE), 5],
  ] as const) {
    it(`asks for no other document either while the provider ${what}`, async () => {
      provider.answers.push(error);
      await inbox.take(receivedFax('job-2'), { source: 'poll' });
      fetcher.wake();
      await asleep(inbox.clock);
      fetcher.wake();
      await asleep(inbox.clock);
      inbox.clock.advance(minutes * MINUTE - 1);
      assert.equal(provider.calls.length, 1);
      inbox.clock.advance(1);
      await eventually('both are fetched', () => fetched === 2);
    });
  }

  it('removes the document of an event that was closed meanwhile', async () => {
    const slow = inbox.documents.write.bind(inbox.documents);
    inbox.documents.write = async (bytes, type) => {
      await inbox.complete(inbox.keyOf(fax));
      return slow(bytes, type);
    };
    fetcher.wake();
    await eventually('it is over', () => fetched === 1);
    assert.deepEqual(await files(), []);
  });
});
