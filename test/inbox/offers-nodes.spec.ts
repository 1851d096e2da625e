import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import { eventKey } from '../../src/domain/event-key';
import { faxStatus, receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { NOTHING } from '../../src/inbox/wants';
import { EVERYTHING, Offering } from '../support/offering';

describe('offers and the nodes that take them', () => {
  let inbox: InboxRig;
  let offering: Offering;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox);
  });

  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  it('lets a received item that no node matches wait, and counts no attempt', async () => {
    const other = offering.node('node-1', {
      wants: () => ({ kinds: ['fax.received'], numbers: { filter: '+15550100002', country: '' } }),
    });
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    const row = await inbox.row(fax);
    assert.equal(row.state, 'parked');
    assert.equal(row.attempt, 0);
    assert.equal(other.got.length, 0);
  });

  it('lets it wait also when there is no node at all', async () => {
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    assert.equal((await inbox.row(fax)).attempt, 0);
    assert.equal((await inbox.store.counts(SCOPE)).offered, 0);
  });

  it('stores it as waiting at once where no node wants it, without a claim', async () => {
    offering.node('node-1', {
      wants: () => ({ kinds: ['fax.received'], numbers: { filter: '+15550100002', country: '' } }),
    });
    await offering.resume();
    let claims = 0;
    offering.onClaim = () => (claims += 1);
    await inbox.take(fax, { document: TIFF, takers: offering.offers });
    assert.equal((await inbox.row(fax)).state, 'parked');
    assert.equal(claims, 0);
  });

  it('stores it as new while nothing is offered: a node may be deployed with the next flows', async () => {
    await inbox.take(fax, { document: TIFF, takers: offering.offers });
    assert.equal((await inbox.row(fax)).state, 'new');
  });

  it('offers it where its node appears while it is being stored as one that none wants', async () => {
    await offering.resume();
    const taken = inbox.take(fax, {
      document: TIFF,
      takers: {
        isWanted: (event) => {
          const isWanted = offering.offers.isWanted(event);
          if (!isWanted) setImmediate(() => offering.node('node-1'));
          return isWanted;
        },
        lookThroughParked: () => offering.offers.lookThroughParked(),
      },
    });
    assert.equal((await taken).state, 'parked');
    await offering.settled();
    assert.deepEqual([offering.offers.open, (await inbox.row(fax)).state], [1, 'offered']);
  });

  it('offers it as new, in accept order, when a node appears', async () => {
    for (const id of ['job-1', 'job-2', 'job-3']) await inbox.take(receivedFax(id), { document: TIFF });
    await offering.resume();
    await offering.pause();
    const node = offering.node('node-1');
    await offering.resume();
    assert.deepEqual(node.ids, ['job-1', 'job-2', 'job-3']);
    assert(node.got.every(({ attempt, redelivered }) => attempt === 1 && !redelivered));
  });

  it('looks again at what waits after every deploy, because a wire may have been added', async () => {
    let wired = false;
    const node = offering.node('node-1', { wants: () => (wired ? EVERYTHING : NOTHING) });
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    assert.equal(node.got.length, 0);
    await offering.pause();
    wired = true;
    await offering.resume();
    assert.equal(node.got.length, 1);
  });

  it('finds what waits also where the store failed at the first attempt', async () => {
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    await offering.pause();
    offering = new Offering({ ...inbox, store: { ...inbox.store, unpark: failOnce(inbox.store.unpark) } });
    const node = offering.node('node-1');
    offering.offers.resume(false);
    await eventually('the step has failed and waits', () => inbox.clock.pending > 0);
    inbox.clock.advance(5_000);
    await eventually('it is offered', () => node.got.length === 1);
  });

  it('makes an offer again whose node a deploy restarts, without waiting for its lease', async () => {
    offering.node('node-1');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    await offering.pause();
    offering.offers.removeSourceNode('node-1');
    const anew = offering.node('node-1');
    assert.equal(anew.got.length, 0, 'not before flows have started');
    await offering.resume();
    assert.deepEqual(
      anew.got.map(({ attempt, redelivered }) => ({ attempt, redelivered })),
      [{ attempt: 2, redelivered: true }],
    );
    assert.equal((await inbox.row(fax)).expired, 0, 'no lease ran out');
  });

  it('leaves the offers of nodes that a deploy does not touch alone', async () => {
    const kept = offering.node('kept');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    offering.node('restarted', { wants: () => NOTHING });
    await offering.pause();
    offering.offers.removeSourceNode('restarted');
    await offering.resume();
    assert.equal(kept.got.length, 1);
  });

  it('keeps an offer whose node is gone for good until one appears that wants it', async () => {
    offering.node('node-1');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    await offering.pause();
    offering.offers.removeSourceNode('node-1');
    await offering.resume();
    assert.equal((await inbox.row(fax)).state, 'parked');
    assert.equal(offering.offers.open, 0);
    await offering.pause();
    const node = offering.node('node-2');
    await offering.resume();
    assert.deepEqual(
      node.got.map(({ attempt, redelivered }) => ({ attempt, redelivered })),
      [{ attempt: 2, redelivered: true }],
    );
  });

  it('sends nothing once flows stop, and makes again what was claimed by then', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
    for (const id of ids) await inbox.take(receivedFax(id), { document: TIFF });
    let stopped: Promise<void> | undefined;
    let afterStop = 0;
    const node = offering.node('node-1', {
      onDeliver: () => {
        if (stopped) afterStop += 1;
        if (node.got.length === 3) stopped = offering.pause();
      },
    });
    offering.offers.resume(false);
    await eventually('flows stop in the middle of a turn', () => stopped !== undefined);
    await stopped;
    assert.equal(afterStop, 0);
    assert.equal(node.got.length, 3);
    offering.offers.removeSourceNode('node-1');
    const anew = offering.node('node-1');
    await offering.resume();
    assert.equal(anew.got.length, 20);
    assert(anew.got.every(({ redelivered }) => redelivered));
  });

  it('makes again what was claimed and not sent also where its node is not restarted', async () => {
    for (let i = 0; i < 6; i += 1) await inbox.take(receivedFax(`job-${i}`), { document: TIFF });
    const node = offering.node('node-1', {
      onDeliver: () => {
        if (node.got.length === 2) void offering.pause();
      },
    });
    offering.offers.resume(false);
    await eventually('flows stop in the middle of a turn', () => node.got.length === 2);
    await offering.resume();
    assert.deepEqual(node.ids.length, 6);
    assert.deepEqual(
      node.got.map(({ redelivered }) => redelivered),
      [false, false, true, true, true, true],
    );
  });

  it('loses nothing that is being claimed while flows stop and start again', async () => {
    await inbox.take(fax, { document: TIFF });
    const node = offering.node('node-1');
    let restarted = false;
    offering.onClaim = () => {
      if (restarted) return;
      restarted = true;
      void offering.pause();
      void offering.resume();
    };
    offering.offers.resume(false);
    await eventually('it is offered', () => node.got.length === 1);
    await offering.settled();
    assert.equal(node.got.length, 1);
  });

  it('never sends one claim twice where flows start again while the last turn is still ending', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`);
    for (const id of ids) await inbox.take(receivedFax(id), { document: TIFF });
    let stopped = false;
    const old = offering.node('node-1', {
      onDeliver: () => {
        if (stopped) return;
        stopped = true;
        void offering.pause();
        offering.offers.removeSourceNode('node-1');
        anew = offering.node('node-1');
        void offering.resume();
      },
    });
    let anew = old;
    offering.offers.resume(false);
    await eventually('all are offered to the new node', () => anew !== old && anew.got.length >= 20);
    await offering.settled();
    assert.equal(old.got.length, 1);
    assert.equal(anew.got.length, 20);
    assert.deepEqual(new Set(anew.ids).size, 20);
  });

  it('goes on with the others where one document cannot be read, and tries that one again a minute later', async () => {
    for (const id of ['job-1', 'job-2', 'job-3']) await inbox.take(receivedFax(id), { document: TIFF });
    const documents = Object.create(inbox.documents) as typeof inbox.documents;
    documents.read = failOnce((document) => inbox.documents.read(document));
    offering = new Offering({ ...inbox, documents }, { redeliverMinutes: 0 });
    const node = offering.node('node-1');
    offering.offers.resume(false);
    await eventually('the others are offered', () => node.got.length === 2 && inbox.clock.pending > 0);
    inbox.clock.advance(59_000);
    await offering.settled();
    assert.equal(node.got.length, 2);
    inbox.clock.advance(2_000);
    await eventually('all are offered', () => node.got.length === 3);
    assert.equal((await inbox.row(fax)).expired, 0);
  });

  it('does not hand out an event that was closed after it had been claimed', async () => {
    for (const id of ['job-1', 'job-2']) await inbox.take(receivedFax(id), { document: TIFF });
    const documents = Object.create(inbox.documents) as typeof inbox.documents;
    documents.read = async (document) => {
      if (node.got.length === 1) offering.offers.completed(eventKey(SCOPE, 'fax.received', 'job-2'));
      return inbox.documents.read(document);
    };
    offering = new Offering({ ...inbox, documents });
    const node = offering.node('node-1');
    offering.offers.resume(false);
    await eventually('the first is offered', () => node.got.length > 0);
    await offering.settled();
    assert.equal(node.got.length, 1);
  });

  it('gives an event to every node that wants it, however fast the flow behind the first one closes it', async () => {
    const key = eventKey(SCOPE, 'fax.received', 'job-1');
    const nodes = (['path', 'data', 'data'] as const).map((document, at) =>
      offering.node(`node-${at}`, { document, onDeliver: () => offering.offers.completed(key) }),
    );
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    assert.deepEqual(
      nodes.map(({ got }) => got.length),
      [1, 1, 1],
    );
  });

  it('makes again at once what a failing store may or may not have offered', async () => {
    await inbox.take(fax, { document: TIFF });
    offering = new Offering(inbox, { redeliverMinutes: 0 });
    offering.claimError = new StoreError('the disk is full');
    const node = offering.node('node-1');
    offering.offers.resume(false);
    await eventually('the step has failed and waits', () => inbox.clock.pending > 0);
    assert.equal(node.got.length, 0);
    offering.claimError = undefined;
    inbox.clock.advance(5_000);
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(offering.offers.open, 1);
  });

  it('treats an offer to a node that throws as not taken, and goes on with the others', async () => {
    offering.node('broken', {
      onDeliver: () => {
        throw new Error('secret content');
      },
    });
    const sound = offering.node('sound');
    await inbox.take(fax, { document: TIFF });
    await inbox.take(receivedFax('job-2'), { document: TIFF });
    await offering.resume();
    assert.equal(sound.got.length, 2);
    assert(!inbox.log.text.includes('secret'));
  });

  it('does not complete statuses while flows are stopped', async () => {
    await offering.resume();
    await offering.pause();
    const status = faxStatus('job-1', 'dialing');
    await inbox.take(status);
    offering.offers.wake();
    assert.equal((await inbox.row(status)).state, 'new');
  });

  it('resumes once however often flows start', async () => {
    const node = offering.node('node-1');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    await offering.resume();
    assert.equal(node.got.length, 1);
  });

  it('leaves no timer behind', async () => {
    offering.node('node-1');
    await inbox.take(fax, { document: TIFF });
    await offering.resume();
    assert.equal(inbox.clock.pending, 1, 'for the lease');
    await offering.pause();
    assert.equal(inbox.clock.pending, 0);
  });
});

function failOnce<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let failed = false;
  return (...args) => {
    if (failed) return call(...args);
    failed = true;
    return Promise.reject(new StoreError('not now'));
  };
}
