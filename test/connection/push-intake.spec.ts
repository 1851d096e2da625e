import assert from 'node:assert/strict';
import { Ingest } from '../../src/connection/ingest';
import { PushIntake } from '../../src/connection/push-intake';
import { StoreError } from '../../src/domain/errors';
import { openInbox, SCOPE, type Inbox } from '../support/inbox';
import { receivedFax } from '../support/events';

describe('the push intake', () => {
  const fax = receivedFax('job-1');
  let inbox: Inbox;
  let ingest: Ingest | undefined;
  let taken: string[];
  let intake: PushIntake;

  beforeEach(async () => {
    inbox = await openInbox();
    taken = [];
    ingest = new Ingest({
      ...inbox,
      ...{ scope: SCOPE, connection: 'connection-1', keepDays: 30 },
      retention: { keepDays: 30, documentDays: 0 },
      onStored: () => undefined,
      onAttached: () => undefined,
      onQuarantined: () => undefined,
      track: () => Promise.resolve('foreign'),
    });
    intake = new PushIntake({
      decode: (event) =>
        event === 'FaxReceive'
          ? { outcome: 'events', events: [{ event: fax }] }
          : { outcome: 'quarantine', reason: 'unknown push event' },
      webhook: undefined,
      ingest: () => ingest,
      onTaken: ({ event }) => taken.push(event.keyId),
    });
  });

  afterEach(() => inbox.close());

  const quarantined = async (): Promise<string[]> => {
    const items = await inbox.store.listQuarantine(SCOPE, 10);
    return Promise.all(items.map(async ({ id }) => String(await inbox.store.readQuarantine(SCOPE, id))));
  };

  it('has stored an event when it resolves, and tells of it then', async () => {
    await intake.onEvent({ event: 'FaxReceive', data: {} });
    assert.equal((await inbox.row(fax)).source, 'push');
    assert.deepEqual(taken, ['job-1']);
  });

  it('keeps what the codec does not understand, so that it can be acked', async () => {
    await intake.onEvent({ event: 'Other', data: { a: 1 } });
    assert.deepEqual(await quarantined(), ['{"event":"Other","data":{"a":1}}']);
    assert.deepEqual(taken, []);
  });

  it('keeps a relayed request where no webhook takes it', async () => {
    await intake.onEvent({ event: 'Webhook', data: { body: 'x' } });
    assert.deepEqual(await quarantined(), ['{"event":"Webhook","data":{"body":"x"}}']);
  });

  it('keeps a frame that holds no event', async () => {
    await intake.onUnintelligible('no JSON', Buffer.from('{{'));
    assert.deepEqual(await quarantined(), ['{{']);
  });

  it('rejects while the account is not known: nothing is acked that is not stored', async () => {
    ingest = undefined;
    await assert.rejects(intake.onEvent({ event: 'FaxReceive', data: {} }), StoreError);
    await assert.rejects(intake.onUnintelligible('no JSON', Buffer.from('{{')), StoreError);
    assert.deepEqual(taken, []);
  });
});
