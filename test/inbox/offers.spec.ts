import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../src/domain/events';
import { faxStatus, receivedFax, receivedSms, smsOptOut, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { InFlow } from '../../src/inbox/in-flow';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { EVERYTHING, Offering, type TestNode } from '../support/offering';

describe('offers', () => {
  let inbox: InboxRig;
  let offering: Offering;

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox);
  });

  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  const names = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  async function takeAll(ids: string[]): Promise<void> {
    await Promise.all(ids.map((id) => inbox.take(receivedSms(id))));
  }

  async function close(node: TestNode, count: number): Promise<void> {
    for (const { key } of node.got.slice(-count)) {
      await inbox.complete(key);
      offering.offers.completed(key);
    }
  }

  /** Its node restarts: what it has is offered again. */
  async function cutShort(node: TestNode): Promise<void> {
    await offering.pause();
    offering.offers.removeSourceNode(node.id);
    offering.offers.addSourceNode(node);
    node.got.length = 0;
  }

  it('hands an event to a node with all that its message needs', async () => {
    const node = offering.node('node-1');
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    const row = await inbox.row(fax);
    const [offer] = node.got;
    assert.deepEqual(offer, {
      key: 'etherfax:efax-1:fax.received:job-1',
      kind: 'fax.received',
      connection: 'connection-1',
      source: 'push',
      payload: fax.payload,
      document: {
        type: 'image/tiff',
        filename: row.document?.filename,
        size: TIFF.length,
        sha256: row.document?.sha256,
        data: TIFF,
      },
      storedAt: new Date(inbox.clock.now()).toISOString(),
      occurredAt: '2026-11-20T11:59:30.000Z',
      attempt: 1,
      redelivered: false,
      raw: { JobId: 'job-1' },
    });
    assert.equal(row.state, 'offered');
  });

  it('offers nothing before flows have started', async () => {
    const node = offering.node('node-1');
    await inbox.take(receivedFax('job-1'), { document: TIFF });
    offering.offers.wake();
    assert.equal((await inbox.row(receivedFax('job-1'))).state, 'new');
    assert.equal(node.got.length, 0);
  });

  it('keeps the order in which events were accepted', async () => {
    const node = offering.node('node-1');
    const ids = names('job-', 30);
    for (const id of ids) await inbox.take(receivedFax(id), { document: TIFF });
    await offering.resume();
    assert.deepEqual(node.ids, ids);
  });

  it('does not look at what waits while the flow is full, and goes on when one is closed', async () => {
    const node = offering.node('node-1', { wants: () => EVERYTHING });
    await takeAll(names('sms-', InFlow.MAX_OFFERS + 2));
    await offering.resume();
    assert.equal(node.got.length, InFlow.MAX_OFFERS);
    let looks = 0;
    offering.onClaim = () => (looks += 1);
    await offering.settled();
    assert.equal(looks, 0);
    const [first] = node.got;
    await inbox.complete(first?.key ?? '');
    offering.offers.completed(first?.key ?? '');
    await offering.settled();
    assert.equal(node.got.length, InFlow.MAX_OFFERS + 1);
    assert(looks > 0);
  });

  it('asks once when something falls due while the flow is full, however much comes in', async () => {
    const node = offering.node('node-1', { wants: () => EVERYTHING });
    await takeAll(names('sms-', InFlow.MAX_OFFERS + 1));
    await offering.resume();
    const asked = offering.looksAhead;
    for (const id of ['late-1', 'late-2']) {
      await inbox.take(receivedSms(id));
      await offering.settled();
    }
    assert.equal(offering.looksAhead, asked);
    await close(node, 1);
    await offering.settled();
    assert.equal(node.got.length, InFlow.MAX_OFFERS + 1);
    inbox.clock.advance(16 * 60_000);
    await offering.settled();
    assert.equal(offering.offers.open, InFlow.MAX_OFFERS);
    assert.equal(node.got.at(-1)?.attempt, 2, 'leases run out all the same');
  });

  it('has room again for what was closed while it was being claimed', async () => {
    const node = offering.node('node-1', { wants: () => EVERYTHING });
    const { store } = inbox;
    const claim = store.claim.bind(store);
    store.claim = (request) => {
      const decide: typeof request.decide = (head) => {
        void inbox.complete(head.key);
        return request.decide(head);
      };
      return claim({ ...request, decide });
    };
    await takeAll(['sms-1']);
    await offering.resume();
    assert.deepEqual([node.got.length, offering.offers.open], [0, 0]);
  });

  it('offers at most 64 before others have had their turn', async () => {
    let thisTurn = 0;
    const turns: number[] = [];
    const node = offering.node('node-1', { wants: () => EVERYTHING, onDeliver: () => (thisTurn += 1) });
    offering.onClaim = (queue) => {
      if (queue === 'new') turns.push(thisTurn);
      if (queue === 'new') thisTurn = 0;
    };
    await takeAll(names('sms-', 200));
    await offering.resume();
    assert.equal(node.got.length, 200);
    assert(Math.max(...turns) <= 64, turns.join());
  });

  it('lets every tenth be a redelivery while new ones wait', async () => {
    const node = offering.node('node-1', { wants: () => EVERYTHING });
    await takeAll(names('old-', 12));
    await offering.resume();
    await cutShort(node);
    await takeAll(names('new-', 117));
    await offering.resume();
    const redelivered = node.got.flatMap((offer, index) => (offer.redelivered ? [index] : []));
    assert.equal(node.got.length, 129);
    assert.deepEqual(redelivered.slice(0, 6), [9, 19, 29, 39, 49, 59]);
    assert(
      redelivered.slice(6).every((index) => index > 64),
      'the rest comes with the next turn',
    );
  });

  it('starves no redelivery where the flow has room for one at a time', async () => {
    const size = 2 * 1024 * 1024;
    const node = offering.node('node-1');
    await inbox.takeLarge('old', size);
    await offering.resume();
    await cutShort(node);
    await inbox.takeLarge('filler', 61 * 1024 * 1024);
    for (const id of names('new-', 14)) await inbox.takeLarge(id, size);
    await offering.resume();
    for (let i = 2; i < 17; i += 1) {
      assert.equal(node.got.length, i);
      await close(node, 1);
      await offering.settled();
    }
    assert.equal(node.ids.indexOf('old'), 9, node.ids.join());
  });

  it('gives each node a clone of its own, its document too', async () => {
    const first = offering.node('node-1');
    const second = offering.node('node-2');
    await inbox.take(receivedFax('job-1'), { document: TIFF });
    await offering.resume();
    const [a] = first.got;
    const [b] = second.got;
    assert(a?.document?.data && b?.document?.data);
    assert.deepEqual(a, b);
    assert.notEqual(a.payload, b.payload);
    assert.notEqual(a.raw, b.raw);
    a.document.data.fill(0);
    assert.deepEqual(b.document.data, TIFF);
    assert.equal(offering.offers.open, 1, 'one lease');
  });

  it('has at most 1,000 offers in the flow, and goes on as they are closed', async () => {
    const node = offering.node('node-1', { wants: () => EVERYTHING });
    await takeAll(names('sms-', 1_010));
    await offering.resume();
    assert.equal(node.got.length, 1_000);
    assert.equal(offering.offers.open, 1_000);
    await close(node, 4);
    await offering.settled();
    assert.equal(node.got.length, 1_004);
  });

  it('has at most 64 MB of documents in the flow', async () => {
    const node = offering.node('node-1');
    for (const id of names('job-', 5)) await inbox.takeLarge(id, 20 * 1024 * 1024);
    await offering.resume();
    assert.equal(node.got.length, 3);
    await close(node, 1);
    await offering.settled();
    assert.equal(node.got.length, 4);
  });

  it('does not count the bytes of documents that go by path', async () => {
    const node = offering.node('node-1', { document: 'path' });
    for (const id of names('job-', 5)) await inbox.takeLarge(id, 20 * 1024 * 1024);
    await offering.resume();
    assert.equal(node.got.length, 5);
  });

  it('offers a document larger than all of the allowance alone', async () => {
    const node = offering.node('node-1');
    await inbox.takeLarge('large', 70 * 1024 * 1024);
    await inbox.take(receivedFax('small'), { document: TIFF });
    await offering.resume();
    assert.deepEqual(node.ids, ['large']);
    await close(node, 1);
    await offering.settled();
    assert.deepEqual(node.ids, ['large', 'small']);
  });

  it('closes on the next turn what only automatic nodes got', async () => {
    const node = offering.node('node-1', { mode: 'auto' });
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    let stateWhenSent: string | undefined;
    offering.offers.removeSourceNode('node-1');
    const watching = offering.node('node-1', {
      mode: 'auto',
      onDeliver: () => void inbox.row(fax).then(({ state }) => (stateWhenSent = state)),
    });
    await offering.resume();
    const row = await eventually('the fax is closed', async () => {
      const now = await inbox.row(fax);
      return now.state === 'completed' && now;
    });
    assert.equal(stateWhenSent, 'offered', 'committed as offered when it was sent');
    assert.equal(row.completedAs, 'auto');
    assert.equal(watching.got.length, 1);
    assert.equal(node.got.length, 0);
    assert.equal((await inbox.store.dueAcks(SCOPE, inbox.clock.now(), 9)).length, 1, 'the provider is to be told');
    await eventually('there is room again', () => offering.offers.open === 0);
  });

  it('closes what only automatic nodes got as soon as the store can, and does not offer it again', async () => {
    const fails = (): void => {
      inbox.disk.writeError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const node = offering.node('node-1', { mode: 'auto', onDeliver: fails });
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    offering.offers.resume(false);
    await eventually('the store has failed', () => inbox.store.health.failure !== undefined);
    inbox.disk.writeError = undefined;
    await eventually('it is closed', () => inbox.disk.open === 0 && inbox.clock.untilNext <= 1_000);
    inbox.clock.advance(1_000);
    await eventually('the store is well', () => inbox.store.health.failure === undefined);
    inbox.clock.advance(60 * 60_000);
    offering.offers.wake();
    await eventually('the fax is closed', async () => (await inbox.row(fax)).state === 'completed');
    assert.deepEqual([node.got.length, (await inbox.row(fax)).completedAs], [1, 'auto']);
  });

  it('does not close what a manual node got, too', async () => {
    offering.node('auto', { mode: 'auto' });
    offering.node('manual');
    await inbox.take(receivedFax('job-1'), { document: TIFF });
    await offering.resume();
    await offering.pause();
    assert.equal((await inbox.row(receivedFax('job-1'))).state, 'offered');
  });

  it('leaves open what an automatic node could not take', async () => {
    offering.node('auto', {
      mode: 'auto',
      onDeliver: () => {
        throw new Error('the flow is broken');
      },
    });
    await inbox.take(receivedFax('job-1'), { document: TIFF });
    await offering.resume();
    await offering.pause();
    assert.equal((await inbox.row(receivedFax('job-1'))).state, 'offered');
    assert.equal(inbox.log.matching(/a node failed/).length, 1);
    assert(!inbox.log.text.includes('the flow is broken'));
  });

  it('completes statuses silently: handed over where a node wants them, unwanted where none does', async () => {
    const node = offering.node('node-1', { wants: () => ({ kinds: ['fax.status'] }) });
    const [wanted, other] = [faxStatus('wanted', 'dialing'), smsOptOut('other')];
    for (const status of [wanted, other]) await inbox.take(status);
    await offering.resume();
    const completedAs = async (event: ProviderEvent) => (await inbox.row(event)).completedAs;
    await eventually('both are closed', async () => !!(await completedAs(wanted)) && !!(await completedAs(other)));
    assert.equal(await completedAs(wanted), 'handed-over');
    assert.equal(await completedAs(other), 'unwanted');
    assert.equal(node.got.length, 1);
    assert.equal(node.got[0]?.document, undefined);
    assert.equal((await inbox.store.counts(SCOPE)).acks, 0, 'nobody is told of a status');
  });

  it('completes statuses also where no node uses the connection, but only after flows have started', async () => {
    const status = faxStatus('job-1', 'dialing');
    await inbox.take(status);
    assert.equal((await inbox.row(status)).state, 'new');
    await offering.resume();
    await eventually('it is closed', async () => (await inbox.row(status)).completedAs === 'unwanted');
  });
});
