import assert from 'node:assert/strict';
import { acceptFrame } from '../../src/connection/router';
import type { Decoded } from '../../src/providers/provider';
import { StoreError } from '../../src/domain/errors';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { receivedFax } from '../support/events';
import { Routing } from '../support/routing';

describe('a frame of the push socket', () => {
  const fax = receivedFax('job-1');
  let inbox: InboxRig;
  let routing: Routing;

  beforeEach(async () => {
    inbox = await openInbox();
    routing = new Routing(inbox);
  });

  afterEach(() => inbox.close());

  const decode = (event: string): Decoded =>
    event === 'FaxReceive'
      ? { outcome: 'events', events: [{ event: fax }] }
      : { outcome: 'quarantine', reason: 'unknown push event' };
  const take = (event: string, data: unknown) =>
    acceptFrame({ event, data }, { router: routing.router, decode, webhook: undefined });
  const quarantined = async (): Promise<string[]> => {
    const items = await inbox.store.listQuarantine(SCOPE, 10);
    return Promise.all(items.map(async ({ id }) => String(await inbox.store.readQuarantine(SCOPE, id))));
  };

  it('has stored an event when it resolves, and tells of it then', async () => {
    await take('FaxReceive', {});
    assert.equal((await inbox.row(fax)).source, 'push');
    assert.deepEqual(routing.brought, ['job-1']);
  });

  it('keeps what the codec does not understand, so that it can be acked', async () => {
    await take('Other', { a: 1 });
    assert.deepEqual(await quarantined(), ['{"event":"Other","data":{"a":1}}']);
    assert.deepEqual(routing.brought, []);
  });

  it('keeps also what is nested so deeply that it cannot be written as JSON again', async () => {
    const data: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    await take('Other', data);
    const [kept = ''] = await quarantined();
    assert.match(kept, /"event":"Other"/);
  });

  it('keeps a relayed request where no webhook takes it', async () => {
    await take('Webhook', { body: 'x' });
    assert.deepEqual(await quarantined(), ['{"event":"Webhook","data":{"body":"x"}}']);
  });

  it('keeps a frame that holds no event', async () => {
    await routing.router.quarantine('no JSON', Buffer.from('{{'), 'push');
    assert.deepEqual(await quarantined(), ['{{']);
  });

  it('rejects while the account is not known: nothing is acked that is not stored', async () => {
    routing = new Routing({ ...inbox, isAccountKnown: false });
    await assert.rejects(take('FaxReceive', {}), StoreError);
    await assert.rejects(routing.router.quarantine('no JSON', Buffer.from('{{'), 'push'), StoreError);
    assert.deepEqual(routing.brought, []);
  });
});

describe('a call that asks for its fax', () => {
  it('is answered neither yes nor no while the account is not known', async () => {
    const inbox = await openInbox();
    try {
      const { router } = new Routing({ ...inbox, isAccountKnown: false });
      await assert.rejects(router.mayTransmit('0123456789abcdef01234567-1', 'call-1'), StoreError);
    } finally {
      await inbox.close();
    }
  });
});
