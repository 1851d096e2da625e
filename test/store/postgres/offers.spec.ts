import assert from 'node:assert/strict';
import { silentLog } from '../../../src/domain/log';
import { DocumentFolder } from '../../../src/documents/document-folder';
import type { Inbox } from '../../../src/inbox/inbox';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { CuttingProxy } from '../../support/cutting-proxy';
import { receivedSms } from '../../support/events';
import { eventually } from '../../support/eventually';
import { newInbox, SCOPE } from '../../support/inbox';
import { TestNode } from '../../support/offering';
import { PacedClock } from '../../support/paced-clock';
import { optionsFor, withPostgres } from './with-postgres';

interface Instance {
  store: PostgresStore;
  inbox: Inbox;
  proxy: CuttingProxy;
}

describe('offers of instances on PostgreSQL', () => {
  const server = withPostgres();
  let clock: PacedClock;
  let options: ReturnType<typeof optionsFor>;
  let joined: Instance[];
  beforeEach(() => {
    clock = new PacedClock(server().connection());
    options = optionsFor(server(), { clock });
    joined = [];
  });
  afterEach(async () => {
    for (const { proxy, inbox, store } of joined) {
      proxy.mend();
      await inbox.stop();
      await store.close();
      await proxy.close();
    }
    await clock.stop();
  });

  async function join(instance: string): Promise<Instance> {
    const proxy = await CuttingProxy.start(server().port);
    const connection = server().connection({ port: proxy.port });
    const store = await openPostgresStore({ ...options, connection, instance });
    const documents = new DocumentFolder('/nowhere', store.documents);
    const inbox = newInbox({ store, documents, clock, log: silentLog, owner: instance });
    const all = { store, inbox, proxy };
    joined.push(all);
    return all;
  }

  /** Wants what comes to this number, or all. */
  function node({ inbox }: Instance, filter = ''): TestNode {
    const added = new TestNode('n');
    added.wants = () => ({ kinds: ['sms.received'], numbers: { filter, country: '' } });
    inbox.addSourceNode(added);
    inbox.start(false);
    return added;
  }

  const take = ({ inbox }: Instance, id: string, to = '+15550100001') => {
    const event = receivedSms(id);
    return inbox.accept({ event: { ...event, payload: { ...event.payload, to } } }, 'webhook');
  };
  const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `sms-${at}`);
  const keyOf = (id: string): string => `${SCOPE}:sms.received:${id}`;

  it('take each event once, wherever it comes in, and close it anywhere', async () => {
    const [a, b] = [await join('a'), await join('b')];
    const nodes = [node(a), node(b)];
    await Promise.all(ids(400).map((id, at) => take(at % 2 === 0 ? a : b, id)));
    await eventually('all are offered', () => nodes.flatMap((each) => each.ids).length >= 400);
    assert.deepEqual(nodes.flatMap((each) => each.ids).sort(), ids(400).sort());
    await Promise.all(ids(400).map((id) => b.inbox.close(keyOf(id), { as: 'flow', acknowledge: 'keep' })));
    await eventually('both have room again', () => a.inbox.inFlow + b.inbox.inFlow === 0);
  });

  it('give each event to the instance that wants it', async () => {
    const [a, b] = [await join('a'), await join('b')];
    const [one, two] = [node(a, '+15550100001'), node(b, '+15550100002')];
    await eventually('they know each other', () => a.store.sharing.others.length + b.store.sharing.others.length === 2);
    await Promise.all(
      ids(100).map((id, at) => take(at % 2 === 0 ? a : b, id, `+1555010000${1 + (at % 3 === 0 ? 1 : 0)}`)),
    );
    await eventually('all are offered', () => one.got.length + two.got.length >= 100);
    assert.deepEqual([one.got.length, two.got.length], [66, 34]);
    assert([...one.got, ...two.got].every(({ attempt }) => attempt === 1));
  });

  it('take over at once from one that stops in order', async () => {
    const [a, b] = [await join('a'), await join('b')];
    const first = node(a);
    await take(b, 'sms-1');
    await eventually('it is offered', () => first.got.length === 1);
    const second = node(b);
    await a.inbox.stop();
    await eventually('it is offered again', () => second.got.length === 1);
    assert.equal(second.got[0]?.redelivered, true);
    assert.equal((await b.store.get(keyOf('sms-1')))?.crashes, 0);
  });

  it('take over from one that is cut off, which lets go of it when it comes back', async () => {
    const [a, b] = [await join('a'), await join('b')];
    const first = node(a);
    await take(a, 'sms-1');
    await eventually('it is offered', () => first.got.length === 1);
    const second = node(b);
    a.proxy.cut();
    await eventually('it is offered again', () => second.got.length === 1);
    a.proxy.mend();
    await eventually('the first one has let go', () => a.inbox.inFlow === 0);
    await take(a, 'sms-2');
    await eventually('another is offered', () => first.got.length + second.got.length === 3);
    assert.equal((await b.store.get(keyOf('sms-1')))?.owner, 'b');
  });
});
