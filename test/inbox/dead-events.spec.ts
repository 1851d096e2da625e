import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import { DeadEvents } from '../../src/inbox/dead-events';
import { SourceNodes } from '../../src/inbox/source-nodes';
import type { ClaimRequest, Store } from '../../src/store/store';
import { receivedFax, TIFF } from '../support/events';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { TestNode } from '../support/offering';

const BEGAN = new AbortController().signal;

describe('dead events that are to be reported', () => {
  let inbox: InboxRig;
  let nodes: SourceNodes;
  let node: TestNode;

  beforeEach(async () => {
    inbox = await openInbox();
    nodes = new SourceNodes(inbox.log);
    node = new TestNode('node-1');
    nodes.add(node);
  });
  afterEach(() => inbox.close());

  /** A process; its store may fail, or be slow. */
  function start(over: Partial<Store> = {}): DeadEvents {
    const { clock, log, store } = inbox;
    return new DeadEvents({ scope: SCOPE, clock, log, nodes, store: { ...store, ...over } });
  }

  async function die(...ids: string[]): Promise<void> {
    const { clock, store } = inbox;
    for (const id of ids) await inbox.take(receivedFax(id), { document: TIFF });
    const decide = () => ({ offer: { leaseUntil: clock.now() } });
    const claiming: ClaimRequest = { scope: SCOPE, queue: 'new', owner: 'a', now: clock.now(), limit: 1_000, decide };
    while ((await store.claim(claiming)).length > 0);
    await store.expire(SCOPE, clock.now(), 1);
  }

  async function tellLater(dead: DeadEvents, ms = 2 * MINUTE): Promise<void> {
    inbox.clock.advance(ms);
    await dead.report(BEGAN);
  }

  it('are reported once, and then looked for no more', async () => {
    await die('job-1', 'job-2');
    const dead = start();
    await dead.report(BEGAN);
    assert.deepEqual([node.dead.length, dead.inMs], [2, Infinity]);
    await tellLater(dead);
    await tellLater(start());
    assert.equal(node.dead.length, 2);
  });

  it('are looked for again at once if nodes have changed meanwhile', async () => {
    const dead = start();
    const telling = dead.report(BEGAN);
    dead.lookAnew();
    await telling;
    assert(dead.inMs <= 0);
  });

  it('are reported page by page: if a page cannot be read, those before it are not lost', async () => {
    await die(...Array.from({ length: 300 }, (_, at) => `job-${at}`));
    let pages = 0;
    const dead = start({
      takeUnreported: (request) =>
        ++pages === 2 ? Promise.reject(new StoreError('away')) : inbox.store.takeUnreported(request),
    });
    await assert.rejects(dead.report(BEGAN), StoreError);
    assert.equal(node.dead.length, 256);
    assert(dead.inMs < Infinity);
    await tellLater(dead);
    assert.equal(new Set(node.dead.map(({ offer }) => offer.key)).size, 300);
    assert.equal(node.dead.length, 300);
  });

  it('are reported later if flows are stopped as soon as they have been taken', async () => {
    await die('job-1');
    const stopped = new AbortController();
    const dead = start({
      takeUnreported: async (request) => {
        const page = await inbox.store.takeUnreported(request);
        stopped.abort();
        return page;
      },
    });
    await dead.report(stopped.signal);
    assert.equal(node.dead.length, 0);
    dead.lookAnew();
    await tellLater(dead, 2 * MINUTE - 1);
    assert.equal(node.dead.length, 0, 'another instance could be about to report it');
    await tellLater(dead, 5_000);
    assert.equal(node.dead.length, 1);
  });

  it('are reported later if the process ends, or does not learn that it has taken them', async () => {
    await die('job-1');
    const lost = start({
      takeUnreported: async (request) => {
        await inbox.store.takeUnreported(request);
        throw new StoreError('away');
      },
    });
    await assert.rejects(lost.report(BEGAN), StoreError);
    const next = start();
    await next.report(BEGAN);
    assert.equal(node.dead.length, 0);
    assert(next.inMs < Infinity, 'it looks again');
    await tellLater(next);
    assert.equal(node.dead.length, 1);
  });

  it('are left to other instances if these may have taken this one for gone meanwhile', async () => {
    await die('job-1');
    const sharing = { ...inbox.store.sharing, revivals: 0 };
    const lapsed = start({
      sharing,
      takeUnreported: async (request) => {
        const page = await inbox.store.takeUnreported(request);
        sharing.revivals += 1;
        return page;
      },
    });
    await lapsed.report(BEGAN);
    assert.equal(node.dead.length, 0);
    await tellLater(start());
    assert.equal(node.dead.length, 1);
  });

  it('are looked for again if others may have taken this one for gone, though nothing was found so far', async () => {
    const sharing = { ...inbox.store.sharing, revivals: 0 };
    const dead = start({
      sharing,
      takeUnreported: async (request) => {
        sharing.revivals += 1;
        return inbox.store.takeUnreported(request);
      },
    });
    await dead.report(BEGAN);
    assert(dead.inMs < Infinity);
  });

  it('are not reported twice because the store could not take that they were', async () => {
    await die('job-1');
    let isAway = true;
    const dead = start({
      noteReported: (...args) => (isAway ? Promise.reject(new StoreError('away')) : inbox.store.noteReported(...args)),
    });
    await assert.rejects(dead.report(BEGAN), StoreError);
    isAway = false;
    await tellLater(dead);
    assert.deepEqual([node.dead.length, dead.inMs], [1, Infinity]);
    await tellLater(start());
    assert.equal(node.dead.length, 1);
  });

  it('are reported again if a flow has crashed on the report, but not at every start', async () => {
    await die('job-1');
    for (let starts = 0; starts < 5; starts += 1) {
      const crashing = start({ noteReported: () => Promise.reject(new StoreError('crashed')) });
      await crashing.report(BEGAN).catch(() => undefined);
      inbox.clock.advance(2 * MINUTE);
    }
    assert.equal(node.dead.length, 3);
  });

  it('are reported again if the node threw', async () => {
    await die('job-1');
    const report = node.reportDead.bind(node);
    node.reportDead = () => {
      throw new Error('a fault of the flow');
    };
    const dead = start();
    await dead.report(BEGAN);
    node.reportDead = report;
    await tellLater(dead);
    assert.deepEqual([node.dead.length, dead.inMs], [1, Infinity]);
  });
});
