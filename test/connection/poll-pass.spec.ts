import assert from 'node:assert/strict';
import { PollPass } from '../../src/connection/poll-pass';
import type { Inbox } from '../../src/inbox/inbox';
import { ProviderUnavailableError } from '../../src/domain/errors';
import type { Provider, ReconcileSink } from '../../src/providers/provider';
import { receivedFax, TIFF } from '../support/events';
import { MINUTE, newInbox, openInbox, SCOPE, type InboxRig } from '../support/inbox';

describe('reconcile', () => {
  let inbox: InboxRig;
  let received: Inbox | undefined;

  beforeEach(async () => {
    inbox = await openInbox();
    received = undefined;
  });

  afterEach(async () => {
    await received?.stop();
    await inbox.close();
  });

  /** One pass over what this provider holds; the inbox stays from pass to pass. */
  function pass(hold: (sink: ReconcileSink) => Promise<void>): Promise<void> {
    const provider: Partial<Provider> = { reconcile: hold, account: () => Promise.resolve({ account: 'efax-1' }) };
    received ??= newInbox(inbox);
    const account = { inbox: received };
    const polling = new PollPass({
      ...{ ...inbox, provider: provider as Provider, router: account.inbox, account: () => account },
      onAccount: () => Promise.resolve(),
      onVerified: () => undefined,
    });
    return polling.run(new AbortController().signal);
  }

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
