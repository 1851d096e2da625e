import assert from 'node:assert/strict';
import { CloseOffered } from '../../src/inbox/close';
import { HandOver } from '../../src/inbox/hand-over';
import { InFlow } from '../../src/inbox/in-flow';
import { SourceNodes } from '../../src/inbox/source-nodes';
import { Trial } from '../../src/inbox/trial';
import type { ClaimRequest } from '../../src/store/store';
import { receivedSms } from '../support/events';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { EVERYTHING, TestNode } from '../support/offering';

describe('an offer whose lease runs out before it is handed over', () => {
  let inbox: InboxRig;
  beforeEach(async () => {
    inbox = await openInbox();
  });
  afterEach(() => inbox.close());

  const sms = receivedSms('sms-1');
  const claiming = (owner: string, queue: ClaimRequest['queue']): ClaimRequest => {
    const now = inbox.clock.now();
    return { scope: SCOPE, queue, owner, now, limit: 1, decide: () => ({ offer: { leaseUntil: now + MINUTE } }) };
  };

  /** Claims the event, and lets `meanwhile` happen while it waits for its hand-over. */
  async function handOver(meanwhile: () => Promise<void>) {
    const { store, clock, log, documents, converter } = inbox;
    await inbox.take(sms);
    const [row] = await store.claim(claiming('a', 'new'));
    assert(row);
    const node = Object.assign(new TestNode('node-1'), { enrich: true, wants: () => EVERYTHING });
    const nodes = new SourceNodes(log);
    nodes.add(node);
    const inFlow = new InFlow();
    inFlow.add(row.key, 0, [node.id]);
    const shared = { ...store, sharing: { ...store.sharing, isShared: true } };
    const nothing = () => undefined;
    const retention = { keepDays: 30, documentDays: 0 };
    await new HandOver({
      ...{ store: shared, clock, log, documents, converter, nodes, inFlow },
      enrich: async () => {
        await meanwhile();
        return {};
      },
      onLostDocument: nothing,
      others: { want: () => false },
      trial: new Trial({ store, clock, wake: nothing }),
      closing: new CloseOffered({ store, clock, log, retention, onClosed: nothing }),
    }).offer(row, () => true, new AbortController().signal);
    return { given: node.got.length, isInFlow: inFlow.has(row.key) };
  }

  it('is not handed over if another instance has offered the event again', async () => {
    const { store, clock } = inbox;
    const done = await handOver(async () => {
      clock.advance(MINUTE);
      await store.expire(SCOPE, clock.now(), 5);
      assert.equal((await store.claim(claiming('b', 'redeliver'))).length, 1);
    });
    assert.deepEqual(done, { given: 0, isInFlow: false });
  });

  it('is handed over if nobody has noticed', async () => {
    const done = await handOver(() => {
      inbox.clock.advance(MINUTE);
      return Promise.resolve();
    });
    assert.deepEqual(done, { given: 1, isInFlow: true });
  });
});
