import assert from 'node:assert/strict';
import { Ingest } from '../../src/connection/ingest';
import { reconcile } from '../../src/connection/reconcile';
import { ProviderUnavailableError } from '../../src/domain/errors';
import { HandledElsewhere } from '../../src/inbox/handled-elsewhere';
import type { Provider, ReconcileSink } from '../../src/providers/provider';
import { receivedFax, TIFF } from '../support/events';
import { MINUTE, openInbox, SCOPE, type Inbox } from '../support/inbox';

describe('reconcile', () => {
  let inbox: Inbox;

  beforeEach(async () => {
    inbox = await openInbox();
  });

  afterEach(() => inbox.close());

  function pass(hold: (sink: ReconcileSink) => Promise<void>): Promise<void> {
    const retention = { keepDays: 30, documentDays: 0 };
    const { store, clock, documents } = inbox;
    const ingest = new Ingest({
      ...inbox,
      ...{ scope: SCOPE, connection: 'c', keepDays: 30, retention },
      onStored: () => undefined,
      onAttached: () => undefined,
      onQuarantined: () => undefined,
      track: () => Promise.resolve('foreign'),
    });
    elsewhere ??= new HandledElsewhere({ store, clock, scope: SCOPE, retention });
    const provider = { reconcile: hold } as Partial<Provider> as Provider;
    return reconcile({ provider, documents, clock, ingest, elsewhere, signal: new AbortController().signal });
  }
  let elsewhere: HandledElsewhere | undefined;

  afterEach(() => (elsewhere = undefined));

  it('feeds what the provider holds into the inbox, as from a poll', async () => {
    await pass(async (sink) => {
      assert.equal(await sink.accept({ event: receivedFax('job-1') }), 'stored');
      assert.equal(await sink.accept({ event: receivedFax('job-1') }), 'duplicate');
      const content = await sink.writeDocument((await import('node:stream')).Readable.from([TIFF]));
      await sink.accept({ event: receivedFax('job-2'), document: { content, stated: {} } });
      await sink.quarantine('odd', Buffer.from('x'));
    });
    assert.equal((await inbox.row(receivedFax('job-1'))).source, 'poll');
    assert.equal((await inbox.row(receivedFax('job-2'))).document?.size, TIFF.length);
    assert.equal((await inbox.store.counts(SCOPE)).quarantined, 1);
  });

  it('compares a complete list with what waited before it was asked for', async () => {
    await inbox.take(receivedFax('job-1'), { document: TIFF });
    inbox.clock.advance(1_000);
    const empty = async (sink: ReconcileSink): Promise<void> => {
      // Accepted while the list was under way.
      await inbox.take(receivedFax('job-2'), { document: TIFF });
      await sink.unread([]);
    };
    await pass((sink) => sink.unread(['job-1']));
    await pass(empty);
    inbox.clock.advance(10 * MINUTE);
    await pass(empty);
    assert.equal((await inbox.row(receivedFax('job-1'))).state, 'completed');
    assert.equal((await inbox.row(receivedFax('job-2'))).state, 'new');
  });

  it('passes on what the provider meets', async () => {
    await assert.rejects(
      pass(() => Promise.reject(new ProviderUnavailableError('down'))),
      ProviderUnavailableError,
    );
  });
});
