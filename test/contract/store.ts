import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import type { Scope } from '../../src/domain/event-key';
import type { EventKind } from '../../src/domain/events';
import type { ArrivedFields, EventHead, NewEvent, OpenRow } from '../../src/store/event-row';
import {
  QUARANTINE_LIMITS,
  type ClaimDecision,
  type ClaimRequest,
  type CompleteRequest,
  type NewQuarantineItem,
  type ReleaseRequest,
  type Store,
  type UnreportedPage,
  type UnreportedRequest,
} from '../../src/store/store';

export interface StoreFixture {
  /** Opens the store; a second time with everything that was written before. */
  open(): Promise<Store>;
  /** Removes everything; called after the store was closed. */
  destroy(): Promise<void>;
}

const SCOPE: Scope = 'etherfax:100';
const OTHER: Scope = 'esendex:ex200';
const T0 = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KEEP = T0 + 30 * DAY;

export function newEvent(id: string, changes: Partial<NewEvent<'sms.received'>> = {}): NewEvent<'sms.received'> {
  const scope = changes.scope ?? SCOPE;
  return {
    ...arrived('sms.received', id, scope),
    kind: 'sms.received',
    payload: { id, from: '+44200', to: '+44100', text: `text of ${id}` },
    ...changes,
  };
}

function arrived(kind: EventKind, id: string, scope: Scope = SCOPE): ArrivedFields {
  return {
    key: `${scope}:${kind}:${id}`,
    scope,
    connection: 'c1',
    source: 'poll',
    providerId: id,
    to: '+44100',
    raw: { MessageId: id },
    storedAt: T0,
    now: T0,
    hashes: { from: 'h-from', text: `h-${id}` },
    start: 'new',
    keepUntil: KEEP,
  };
}

export function newFax(id: string, changes: Partial<NewEvent<'fax.received'>> = {}): NewEvent<'fax.received'> {
  return {
    ...arrived('fax.received', id, changes.scope),
    kind: 'fax.received',
    payload: { id, providerId: id, from: '+44200', to: '+44100' },
    ...changes,
  };
}

function document(file: string) {
  return { file, type: 'image/tiff', filename: 'fax.tif', size: 4_000, sha256: 'd'.repeat(64) };
}

function newStatus(subject: string, at: [attempt: number, rank: number, pages: number], final = false): NewEvent {
  const [attempt, rank, pages] = at;
  return {
    ...arrived('fax.status', `${subject}:${at.join('.')}`),
    kind: 'fax.status',
    payload: {
      ...{ id: subject, direction: 'out', state: 'accepted', final, cause: 'none' },
      retryable: false,
      attempt,
    },
    progress: { subject, attempt, rank, pages, final },
  };
}

function newItem(id: string, changes: Partial<NewQuarantineItem> = {}): NewQuarantineItem {
  const body = Buffer.from([0, 255, 128, 10]);
  return { scope: SCOPE, id, source: 'webhook', reason: 'not XML', body, storedAt: T0, keepUntil: KEEP, ...changes };
}

const leaseOf =
  (leaseUntil: number | undefined): ClaimRequest['decide'] =>
  () => ({ offer: { leaseUntil } });

function claiming(changes: Partial<ClaimRequest> = {}): ClaimRequest {
  const decide = leaseOf(T0 + 15 * MINUTE);
  return { scope: SCOPE, queue: 'new', owner: 'node-red-1', now: T0, limit: 100, decide, ...changes };
}

function releasing(changes: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return { scope: SCOPE, owner: 'node-red-1', now: T0 + MINUTE, crashed: false, suspectAfter: 3, ...changes };
}

function completing(key: string, changes: Partial<CompleteRequest> = {}): CompleteRequest {
  return { key, as: 'flow', now: T0 + MINUTE, keepUntil: KEEP, documentUntil: T0 + 60 * MINUTE, ...changes };
}

function telling(changes: Partial<UnreportedRequest> = {}): UnreportedRequest {
  return { scope: SCOPE, now: T0, wants: () => true, againAt: T0 + MINUTE, mostReports: 2, after: 0, ...changes };
}

const ids = (rows: { providerId: string }[]) => rows.map((row) => row.providerId);

/** The tests that every store must pass. */
export function storeContract(name: string, create: () => Promise<StoreFixture>): void {
  describe(`${name} as a store`, () => {
    let fixture: StoreFixture;
    let store: Store;

    beforeEach(async () => {
      fixture = await create();
      store = await fixture.open();
    });

    afterEach(async () => {
      await store.close();
      await fixture.destroy();
    });

    async function reopen(): Promise<void> {
      await store.close();
      store = await fixture.open();
    }

    async function accept(...events: NewEvent[]): Promise<void> {
      for (const event of events) await store.accept(event);
    }

    async function rowOf(key: string) {
      const row = await store.get(key);
      assert(row, 'the row is there');
      return row;
    }

    describe('accept', () => {
      it('has one winner when the same key is accepted a hundred times at once', async () => {
        const results = await Promise.all(Array.from({ length: 100 }, () => store.accept(newEvent('a'))));
        assert.equal(results.filter(({ outcome }) => outcome === 'stored').length, 1);
        assert.equal(results.filter(({ outcome }) => outcome === 'duplicate').length, 99);
        assert.equal((await store.counts(SCOPE)).new, 1);
      });

      it('gives back what was stored, to the character', async () => {
        const event = newEvent('é\ud800/%\u0000..', { to: '', raw: { deep: [{ a: null }], text: ' \u2028 ' } });
        await accept(event);
        const row = await rowOf(event.key);
        assert.deepEqual(row.payload, event.payload);
        assert.deepEqual(row.raw, event.raw);
        assert.deepEqual(row.hashes, event.hashes);
        const shown = { state: row.state, attempt: row.attempt, size: row.size, crashes: row.crashes, to: row.to };
        assert.deepEqual(shown, { state: 'new', attempt: 0, size: 0, crashes: 0, to: '' });
      });

      it('keeps the first of two events under one key that differ, and counts the conflict', async () => {
        await accept(newEvent('a'));
        const result = await store.accept(newEvent('a', { hashes: { text: 'other' }, raw: { other: true } }));
        assert.deepEqual(result, { outcome: 'duplicate', state: 'new', conflict: true });
        const row = await rowOf(newEvent('a').key);
        assert.deepEqual([row.raw, row.hashes.text, row.conflicts], [{ MessageId: 'a' }, 'h-a', 1]);
        assert.equal((await store.counts(SCOPE)).conflicts, 1);
      });

      it('compares only what both copies have', async () => {
        await accept(newEvent('a'));
        const result = await store.accept(newEvent('a', { hashes: { from: 'h-from', document: 'only here' } }));
        assert.deepEqual(result, { outcome: 'duplicate', state: 'new', conflict: false });
        assert.equal((await store.counts(SCOPE)).conflicts, 0);
      });

      it('knows a key after its event is closed', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key));
        const result = await store.accept(newEvent('a'));
        assert.deepEqual(result, { outcome: 'duplicate', state: 'completed', conflict: false });
      });

      it('takes a status as news only when attempt, rank or pages have grown, in this order', async () => {
        const outcomeOf = async (event: NewEvent) => (await store.accept(event)).outcome;
        assert.equal(await outcomeOf(newStatus('job', [1, 3, 2])), 'stored');
        assert.equal(await outcomeOf(newStatus('job', [1, 3, 1])), 'stale');
        assert.equal(await outcomeOf(newStatus('job', [1, 2, 9])), 'stale');
        assert.equal(await outcomeOf(newStatus('job', [1, 3, 3])), 'stored');
        assert.equal(await outcomeOf(newStatus('job', [1, 4, 0])), 'stored');
        assert.equal(await outcomeOf(newStatus('job', [2, 0, 0])), 'stored');
        assert.equal(await outcomeOf(newStatus('job', [1, 9, 9])), 'stale');
        assert.equal(await outcomeOf(newStatus('another', [1, 0, 0])), 'stored');
      });

      it('lets nothing follow a final status, and never offers a stale one', async () => {
        await accept(newStatus('job', [1, 9, 1], true));
        const late = newStatus('job', [2, 9, 5]);
        assert.deepEqual(await store.accept(late), { outcome: 'stale', state: 'completed', conflict: false });
        const row = await rowOf(late.key);
        assert.deepEqual([row.state, row.completedAs, row.raw], ['completed', 'stale', {}]);
        assert.equal((await store.claim(claiming())).length, 1);
        assert.equal((await store.accept(late)).outcome, 'duplicate');
      });
    });

    describe('claim', () => {
      it('gives new rows in accept order, each once, under a lease', async () => {
        await accept(newEvent('c'), newEvent('a'), newEvent('b'));
        const first = await store.claim(claiming({ limit: 2 }));
        const second = await store.claim(claiming({ limit: 2 }));
        assert.deepEqual([ids(first), ids(second)], [['c', 'a'], ['b']]);
        assert.deepEqual(await store.claim(claiming()), []);
        const { state, attempt, owner, leaseUntil } = await rowOf(newEvent('c').key);
        assert.deepEqual(
          { state, attempt, owner, leaseUntil },
          {
            state: 'offered',
            attempt: 1,
            owner: 'node-red-1',
            leaseUntil: T0 + 15 * MINUTE,
          },
        );
      });

      it('never gives one row to two claims at once', async () => {
        await accept(...Array.from({ length: 40 }, (_, index) => newEvent(`e${index}`)));
        const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(claiming({ limit: 10 }))));
        const claimed = ids(claims.flat());
        assert.equal(claimed.length, 40);
        assert.equal(new Set(claimed).size, 40);
      });

      it('gives nothing where nothing may be taken', async () => {
        await accept(...Array.from({ length: 300 }, (_, index) => newEvent(`e${index}`)));
        assert.deepEqual(await store.claim(claiming({ limit: 0 })), []);
        assert.equal((await store.counts(SCOPE)).new, 300);
      });

      it('keeps the scopes apart, also where one is the beginning of the other', async () => {
        await accept(
          newEvent('a', { scope: 'etherfax:10' }),
          newEvent('b'),
          newEvent('c', { scope: 'etherfax:100/x' }),
        );
        assert.deepEqual(ids(await store.claim(claiming())), ['b']);
        assert.deepEqual(await store.claim(claiming({ scope: OTHER })), []);
      });

      it('parks what no node wants, however much, until unpark wants it back in accept order', async () => {
        const many = Array.from({ length: 600 }, (_, index) => newEvent(`e${index}`, { to: index % 2 ? '1' : '2' }));
        await Promise.all(many.map((event) => store.accept(event)));
        const order = ids(await store.list({ scope: SCOPE, state: 'new', limit: 1_000 }));
        await accept(newEvent('wanted'));
        const decide = (head: EventHead) => (head.providerId === 'wanted' ? leaseOf(undefined)(head) : 'park');
        assert.deepEqual(ids(await store.claim(claiming({ limit: 5, decide }))), ['wanted']);
        const { parked, new: waiting } = await store.counts(SCOPE);
        assert.deepEqual({ parked, waiting }, { parked: 600, waiting: 0 });
        let after: number | undefined = 0;
        while (after !== undefined) after = await store.unpark(SCOPE, (head) => head.to === '2', after);
        const back = ids(await store.list({ scope: SCOPE, state: 'new', limit: 1_000 }));
        assert.deepEqual(
          back,
          order.filter((id) => Number(id.slice(1)) % 2 === 0),
        );
        assert.equal((await rowOf(many[0]?.key ?? '')).attempt, 0);
      });

      it('never claims what was stored as wanted by no node, until unpark wants it', async () => {
        await accept(newEvent('a', { start: 'parked' }));
        await accept(newEvent('b'));
        assert.deepEqual(ids(await store.claim(claiming({ limit: 5 }))), ['b']);
        assert.deepEqual(ids(await store.list({ scope: SCOPE, state: 'parked', limit: 5 })), ['a']);
        await store.unpark(SCOPE, () => true, 0);
        assert.deepEqual(ids(await store.claim(claiming({ limit: 5 }))), ['a']);
      });

      it('ends at the first head that is left, which stays first', async () => {
        await accept(newEvent('a'), newEvent('b'), newEvent('c'));
        const decide = (head: EventHead) => (head.providerId === 'b' ? 'leave' : leaseOf(T0)(head));
        assert.deepEqual(ids(await store.claim(claiming({ decide }))), ['a']);
        assert.deepEqual(ids(await store.claim(claiming())), ['b', 'c']);
      });

      it('changes nothing when the decision throws', async () => {
        await accept(newEvent('a'));
        const decide = () => {
          throw new RangeError('bug');
        };
        await assert.rejects(store.claim(claiming({ decide })), RangeError);
        assert.deepEqual(ids(await store.claim(claiming())), ['a']);
      });
    });

    describe('the end of an offer', () => {
      it('comes with the lease: not before, then redelivered, and dead after the last', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming());
        assert.deepEqual(await store.expire(SCOPE, T0 + 15 * MINUTE - 1, 2), { redeliver: [], dead: [] });
        const first = await store.expire(SCOPE, T0 + 15 * MINUTE, 2);
        assert.deepEqual(first, { redeliver: [newEvent('a').key], dead: [] });
        assert.deepEqual(await store.claim(claiming()), []);
        const again = claiming({ queue: 'redeliver', now: T0 + 15 * MINUTE, decide: leaseOf(T0 + 45 * MINUTE) });
        const [row] = await store.claim(again);
        assert.deepEqual([row?.attempt, row?.expired, row?.state], [2, 1, 'offered']);
        const last = await store.expire(SCOPE, T0 + 45 * MINUTE, 2);
        assert.deepEqual([last.redeliver, ids(last.dead), last.dead[0]?.attempt], [[], ['a'], 2]);
        assert.deepEqual(await store.expire(SCOPE, T0 + DAY, 2), { redeliver: [], dead: [] });
        assert.equal((await store.counts(SCOPE)).dead, 1);
      });

      describe('is told of', () => {
        /** All dead rows that are to be told now. */
        async function untold(changes: Partial<UnreportedRequest> = {}): Promise<OpenRow[]> {
          const rows: OpenRow[] = [];
          for (let after: number | undefined = 0; after !== undefined;) {
            const page: UnreportedPage = await store.takeUnreported(telling({ ...changes, after }));
            rows.push(...page.rows);
            after = page.next;
          }
          return rows;
        }

        async function die(...events: NewEvent[]): Promise<void> {
          await accept(...events);
          for (let claimed = 1; claimed > 0;) claimed = (await store.claim(claiming({ limit: 1_000 }))).length;
          assert.equal((await store.expire(SCOPE, T0 + DAY, 1)).dead.length, events.length);
        }

        it('once, to whoever asks for it first, however many are dead', async () => {
          const many = Array.from({ length: 600 }, (_, index) => newEvent(`e${index}`, { to: index % 2 ? '1' : '2' }));
          await die(...many);
          assert.deepEqual(await untold({ wants: () => false }), []);
          assert.deepEqual(await untold({ scope: OTHER }), []);
          const odd = await untold({ wants: ({ to }) => to === '1' });
          assert.deepEqual([odd.length, odd[0]?.state, odd[0]?.to], [300, 'dead', '1']);
          const rest = await Promise.all([untold(), untold()]);
          assert.equal(new Set([...ids(odd), ...ids(rest.flat())]).size, 600);
          assert.equal(rest.flat().length, 300);
          assert.deepEqual(await untold(), []);
          assert.equal((await store.counts(SCOPE)).dead, 600);
        });

        it('again after a while, unless it is noted as told', async () => {
          await die(newEvent('a'), newEvent('b'));
          assert.equal((await untold()).length, 2);
          const early = await store.takeUnreported(telling({ now: T0 + MINUTE - 1 }));
          assert.deepEqual([early.rows, early.isLeft], [[], true]);
          await store.noteReported([newEvent('a').key], T0 + MINUTE);
          await store.noteReported([newEvent('b').key, newEvent('never').key], T0);
          const late = await store.takeUnreported(telling({ now: T0 + MINUTE, againAt: T0 + 2 * MINUTE }));
          assert.deepEqual([ids(late.rows), late.isLeft], [['b'], false]);
          await store.noteReported([newEvent('b').key], T0 + 2 * MINUTE);
          assert.deepEqual(await untold({ now: T0 + DAY }), []);
        });

        it('a limited number of times, however they end', async () => {
          await die(newEvent('a'));
          const counts: number[] = [];
          for (let at = 1; at <= 4; at += 1) {
            counts.push((await untold({ now: T0 + at * MINUTE, againAt: T0 + at * MINUTE + 1 })).length);
          }
          assert.deepEqual(counts, [1, 1, 0, 0]);
        });

        it('no more once it is offered again, or done; anew when it has died again', async () => {
          await die(newEvent('a'), newEvent('b'));
          assert.equal((await untold()).length, 2);
          await store.reoffer(newEvent('a').key, T0);
          await store.complete(completing(newEvent('b').key));
          assert.deepEqual(await untold({ now: T0 + DAY }), []);
          await store.claim(claiming());
          await store.expire(SCOPE, T0 + DAY, 1);
          assert.deepEqual(ids(await untold()), ['a']);
        });
      });

      it('never comes by itself where there is no lease', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming({ decide: leaseOf(undefined) }));
        assert.deepEqual(await store.expire(SCOPE, KEEP, 1), { redeliver: [], dead: [] });
      });

      it('takes redeliveries in the order in which they fell due', async () => {
        await accept(newEvent('a'), newEvent('b'), newEvent('c'));
        const decide = (head: EventHead) => leaseOf(head.providerId === 'a' ? T0 + 20 : T0 + 10)(head);
        await store.claim(claiming({ decide }));
        await store.expire(SCOPE, T0 + 10, 5);
        await store.expire(SCOPE, T0 + 20, 5);
        assert.deepEqual(await store.claim(claiming({ queue: 'redeliver', now: T0 + 9 })), []);
        assert.deepEqual(ids(await store.claim(claiming({ queue: 'redeliver', now: T0 + 30 }))), ['b', 'c', 'a']);
      });

      it('is repeated at once after a release, without counting as a lease that ran out', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        await store.claim(claiming({ owner: 'node-red-2' }));
        assert.deepEqual(await store.release(releasing()), { released: 1, suspects: 0, dead: [] });
        const [row] = await store.claim(claiming({ queue: 'redeliver', now: T0 + MINUTE }));
        assert.deepEqual([row?.providerId, row?.attempt, row?.expired], ['a', 2, 0]);
        assert.equal((await rowOf(newEvent('b').key)).owner, 'node-red-2');
      });

      it('concerns only the keys that release names', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming());
        const keys = [newEvent('b').key, 'etherfax:100:sms.received:never-seen'];
        assert.deepEqual(await store.release(releasing({ keys })), { released: 1, suspects: 0, dead: [] });
        assert.deepEqual([(await store.counts(SCOPE)).offered, (await store.counts(SCOPE)).redeliver], [1, 1]);
      });

      it('makes suspects of what was there in the third crash in a row, the newer half first', async () => {
        await accept(...['a', 'b', 'c', 'd', 'e'].map((id) => newEvent(id)));
        await store.claim(claiming());
        for (const crash of [1, 2]) {
          const released = { released: 5, suspects: 0, dead: [] };
          assert.deepEqual(await store.release(releasing({ crashed: true })), released);
          assert.equal(ids(await store.claim(claiming({ queue: 'redeliver', now: T0 + MINUTE }))).length, 5);
          assert.deepEqual([(await rowOf(newEvent('a').key)).crashes, crash], [crash, crash]);
        }
        const suspected = { released: 5, suspects: 5, dead: [] };
        assert.deepEqual(await store.release(releasing({ crashed: true })), suspected);
        assert.deepEqual(await store.claim(claiming({ queue: 'redeliver', now: T0 + DAY })), []);
        assert.equal(await store.nextDue(SCOPE, 'offers'), undefined);
        assert.equal((await store.counts(SCOPE)).redeliver, 5);
        const heads: EventHead[] = [];
        const decide = (head: EventHead) => {
          heads.push(head);
          return leaseOf(T0 + DAY)(head);
        };
        const claimed = await store.claim(claiming({ queue: 'suspect', decide }));
        assert.deepEqual(ids(claimed), ['c', 'd', 'e', 'a', 'b']);
        const [newer = 0, older = 0] = [...new Set(heads.map(({ suspect }) => suspect?.group))];
        assert(newer < older);
        assert.deepEqual(
          heads.map(({ suspect }) => suspect),
          [newer, newer, newer, older, older].map((group) => ({ group, alone: 0 })),
        );
      });

      it('judges all offers of a crash in one step, however many', async () => {
        const many = Array.from({ length: 700 }, (_, at) => newEvent(`m${at}`));
        await accept(...many);
        while ((await store.claim(claiming({ limit: 700 }))).length > 0);
        const { suspects } = await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        assert.equal(suspects, 700);
        const first = await store.claim(claiming({ queue: 'suspect', limit: 700 }));
        assert.deepEqual(
          ids(first).sort(),
          many
            .slice(350)
            .map(({ providerId }) => providerId)
            .slice(0, first.length)
            .sort(),
        );
      });

      it('puts aside the only suspect of two crashes, and nothing else', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        await store.claim(claiming({ queue: 'suspect' }));
        await store.claim(claiming());
        assert.deepEqual(await store.release(releasing({ crashed: true })), { released: 2, suspects: 1, dead: [] });
        assert.equal((await rowOf(newEvent('a').key)).suspect?.alone, 1);
        await store.claim(claiming({ queue: 'suspect' }));
        const { released, suspects, dead } = await store.release(releasing({ crashed: true }));
        assert.deepEqual([released, suspects, ids(dead)], [0, 0, ['a']]);
        const row = await rowOf(newEvent('a').key);
        assert.deepEqual([row.state, row.deadBy, row.suspect, row.expired], ['dead', 'crashes', undefined, 0]);
        assert.deepEqual((await rowOf(newEvent('b').key)).crashes, 1);
        assert.equal((await store.list({ scope: SCOPE, state: 'dead', limit: 9 }))[0]?.deadBy, 'crashes');
        assert.equal(await store.reoffer(newEvent('a').key, T0), true);
        const again = await rowOf(newEvent('a').key);
        assert.deepEqual([again.state, again.deadBy, again.crashes], ['new', undefined, 0]);
      });

      it('clears nothing when another instance may have released what was in the flow', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming());
        await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        await store.claim(claiming({ queue: 'suspect' }));
        await store.release(releasing({ crashed: true }));
        await store.release(releasing({ crashed: true, mayBeReleased: true }));
        assert.equal((await rowOf(newEvent('a').key)).suspect?.alone, 1);
        await store.release(releasing({ crashed: true }));
        assert.equal((await rowOf(newEvent('a').key)).suspect, undefined);
      });

      it('skips what another instance wants, and takes what stands behind it, however far', async () => {
        const all = Array.from({ length: 9 * 256 + 1 }, (_, at) =>
          newEvent(`e${at}`, { to: at === 9 * 256 ? '2' : '1' }),
        );
        await accept(...all);
        const looked = { pages: 0, isEnd: false };
        const decide = ({ to }: EventHead): ClaimDecision =>
          to === '1' ? 'skip' : { offer: { leaseUntil: undefined } };
        assert.deepEqual(await store.claim(claiming({ decide, looked })), []);
        assert.deepEqual([looked.isEnd, looked.pages], [false, 8]);
        assert.deepEqual(ids(await store.claim(claiming({ decide, looked }))), ['e2304']);
        assert.equal((await store.counts(SCOPE)).new, 9 * 256);
      });

      it('leaves leases that it may not end', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1, owner: 'other' }));
        await store.claim(claiming());
        const later = T0 + 60 * 60_000;
        const mayEnd = ({ owner }: EventHead): boolean => owner === 'other';
        assert.deepEqual((await store.expire(SCOPE, later, 5, mayEnd)).redeliver, [newEvent('a').key]);
        assert.deepEqual((await store.expire(SCOPE, later, 5)).redeliver, [newEvent('b').key]);
      });

      it('clears the one that waited while Node-RED crashed without it', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        for (const suspectAfter of [1, 3]) {
          await store.release(releasing({ crashed: true, suspectAfter }));
          if (suspectAfter === 1) await store.claim(claiming({ queue: 'suspect' }));
        }
        await store.claim(claiming());
        assert.deepEqual(await store.release(releasing({ crashed: true })), { released: 1, suspects: 0, dead: [] });
        const row = await rowOf(newEvent('a').key);
        assert.deepEqual([row.suspect, row.crashes, row.state], [undefined, 0, 'redeliver']);
        assert.deepEqual(ids(await store.claim(claiming({ queue: 'redeliver', now: T0 + DAY }))), ['a', 'b']);
      });

      it('counts nothing against an event that was acquitted in the flow, and does not hold it back', async () => {
        await accept(newEvent('a'), newEvent('b'), newEvent('c'));
        await store.claim(claiming({ limit: 2 }));
        await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        await store.claim(claiming({ queue: 'suspect', limit: 1 }));
        await store.acquit([newEvent('a').key, newEvent('b').key, newEvent('c').key, 'no such key']);
        const [a, b, c] = [
          await rowOf(newEvent('a').key),
          await rowOf(newEvent('b').key),
          await rowOf(newEvent('c').key),
        ];
        assert.deepEqual([a.state, b.state, c.state], ['redeliver', 'offered', 'new']);
        assert.deepEqual([a.suspect, b.suspect, a.crashes, b.crashes], [undefined, undefined, 0, 0]);
        await store.claim(claiming({ queue: 'redeliver', now: T0 + MINUTE }));
        await store.release(releasing({ crashed: true }));
        assert.deepEqual([(await rowOf(a.key)).crashes, (await rowOf(b.key)).crashes], [1, 0]);
        await store.claim(claiming({ queue: 'redeliver', now: T0 + DAY }));
        await store.release(releasing({ crashed: true }));
        assert.equal((await rowOf(b.key)).crashes, 1);
      });

      it('leaves groups as they are at a stop, and starts counting anew', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        const { suspect } = await rowOf(newEvent('a').key);
        await store.claim(claiming({ queue: 'suspect' }));
        await store.claim(claiming());
        assert.deepEqual(await store.release(releasing()), { released: 2, suspects: 1, dead: [] });
        assert.deepEqual((await rowOf(newEvent('a').key)).suspect, suspect);
        assert.deepEqual(ids(await store.claim(claiming({ queue: 'suspect' }))), ['a']);
      });

      it('starts counting crashes anew after a stop without crash', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming());
        for (const crashed of [true, true, false, true, true]) {
          assert.equal((await store.release(releasing({ crashed }))).released, 1);
          await store.claim(claiming({ queue: 'redeliver', now: T0 + MINUTE }));
        }
        assert.deepEqual((await rowOf(newEvent('a').key)).suspect, undefined);
      });

      it('needs no lease', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming({ decide: leaseOf(undefined) }));
        const { suspects } = await store.release(releasing({ crashed: true, suspectAfter: 1 }));
        assert.equal(suspects, 1);
        assert.deepEqual(ids(await store.claim(claiming({ queue: 'suspect' }))), ['a']);
      });
    });

    describe('complete', () => {
      it('leaves key, kind, times and hashes, and no content', async () => {
        const event = newFax('a', { occurredAt: '2026-11-20T11:00:00Z', document: document('one') });
        await accept(event);
        const result = await store.complete(completing(event.key));
        assert.deepEqual(result, { outcome: 'completed', scope: SCOPE, kind: 'fax.received' });
        const row = await rowOf(event.key);
        assert.deepEqual([row.payload, row.raw, row.document, row.to], [{}, {}, undefined, undefined]);
        assert.deepEqual([row.state, row.completedAs, row.completedAt], ['completed', 'flow', T0 + MINUTE]);
        assert.deepEqual([row.hashes, row.occurredAt, row.storedAt], [event.hashes, event.occurredAt, T0]);
        assert.deepEqual(await store.claim(claiming()), []);
      });

      it('closes from every open state', async () => {
        const starts = ['new', 'fetching', 'skipped'] as const;
        for (const start of starts) await accept(newEvent(start, { start }));
        await accept(newEvent('offered', { scope: OTHER }));
        await store.claim(claiming({ scope: OTHER }));
        for (const event of [...starts.map((start) => newEvent(start)), newEvent('offered', { scope: OTHER })]) {
          assert.equal((await store.complete(completing(event.key))).outcome, 'completed');
        }
        for (const scope of [SCOPE, OTHER]) {
          assert.deepEqual([...new Set(Object.values(await store.counts(scope)))], [0]);
          assert.equal(await store.nextDue(scope, 'offers'), undefined);
        }
      });

      it('says "already" the second time, and "unknown" for a key it never saw', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key));
        const again = await store.complete(completing(newEvent('a').key, { as: 'operator' }));
        assert.deepEqual(again, { outcome: 'already', scope: SCOPE, kind: 'sms.received' });
        assert.equal((await rowOf(newEvent('a').key)).completedAs, 'flow');
        assert.deepEqual(await store.complete(completing('no such key')), { outcome: 'unknown' });
      });

      it('leaves a row alone that is in none of the states asked for', async () => {
        await accept(newEvent('a'));
        await store.claim(claiming());
        const result = await store.complete(completing(newEvent('a').key, { as: 'elsewhere', from: ['new'] }));
        assert.deepEqual([result.outcome, (await rowOf(newEvent('a').key)).state], ['already', 'offered']);
      });

      it('plans the acknowledgement, repeats it as asked, and forgets it when it is done', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key, { acknowledge: 'keep' }));
        assert.deepEqual(await store.dueAcks(SCOPE, T0, 10), []);
        const [ack] = await store.dueAcks(SCOPE, T0 + MINUTE, 10);
        assert(ack);
        assert.deepEqual([ack.providerId, ack.action, ack.failures], ['a', 'keep', 0]);
        await store.ackFailed(ack, T0 + 10 * MINUTE);
        assert.deepEqual(await store.dueAcks(SCOPE, T0 + 9 * MINUTE, 10), []);
        assert.equal(await store.nextDue(SCOPE, 'acks'), T0 + 10 * MINUTE);
        const [again] = await store.dueAcks(SCOPE, T0 + 10 * MINUTE, 10);
        assert.deepEqual([again?.failures, (await store.counts(SCOPE)).acks], [1, 1]);
        await store.ackDone(ack, T0 + 11 * MINUTE);
        assert.deepEqual([await store.dueAcks(SCOPE, KEEP, 10), (await store.counts(SCOPE)).acks], [[], 0]);
        assert.equal((await rowOf(newEvent('a').key)).ackedAt, T0 + 11 * MINUTE);
      });

      it('adds a deletion asked for after keep, and no keep after a deletion', async () => {
        const { key } = newEvent('a');
        await accept(newEvent('a'));
        await store.complete(completing(key, { acknowledge: 'keep' }));
        const [keep] = await store.dueAcks(SCOPE, T0 + MINUTE, 10);
        assert(keep);
        await store.complete(completing(key, { acknowledge: 'delete' }));
        await store.ackDone(keep, T0 + 2 * MINUTE);
        const [deletion] = await store.dueAcks(SCOPE, T0 + MINUTE, 10);
        assert.equal(deletion?.action, 'delete');
        await store.ackDone(deletion, T0 + 2 * MINUTE);
        await store.complete(completing(key, { acknowledge: 'delete' }));
        await store.complete(completing(key, { acknowledge: 'keep' }));
        assert.deepEqual(await store.dueAcks(SCOPE, KEEP, 10), []);
      });
    });

    describe('reoffer', () => {
      it('puts a dead row last in the queue with all its leases before it, and attempt going on', async () => {
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        await store.expire(SCOPE, T0 + DAY, 1);
        assert.equal(await store.reoffer(newEvent('a').key, T0 + DAY), true);
        const rows = await store.claim(claiming({ now: T0 + DAY }));
        assert.deepEqual(
          rows.map((row) => [row.providerId, row.attempt, row.expired]),
          [
            ['b', 1, 0],
            ['a', 2, 0],
          ],
        );
      });

      it('takes skipped and parked rows, and no others', async () => {
        await accept(newEvent('parked'));
        await store.claim(claiming({ decide: () => 'park' }));
        await accept(newEvent('skipped', { start: 'skipped' }), newEvent('new'));
        assert.equal(await store.reoffer(newEvent('skipped').key, T0), true);
        assert.equal(await store.reoffer(newEvent('parked').key, T0), true);
        assert.equal(await store.reoffer(newEvent('new').key, T0), false);
        assert.equal(await store.reoffer('no such key', T0), false);
        assert.deepEqual(ids(await store.claim(claiming())), ['new', 'skipped', 'parked']);
      });
    });

    describe('renew', () => {
      const renewal = { keepUntil: KEEP + 10 * DAY, ackedBefore: T0, now: T0 + DAY };

      it('prolongs the life of a key that reconcile still meets', async () => {
        await accept(newEvent('a'), newEvent('b'));
        for (const id of ['a', 'b']) await store.complete(completing(newEvent(id).key));
        await store.renew(newEvent('a').key, renewal);
        await store.prune(KEEP + DAY);
        assert.notEqual(await store.get(newEvent('a').key), undefined);
        assert.equal(await store.get(newEvent('b').key), undefined);
        await store.prune(KEEP + 10 * DAY);
        assert.equal(await store.get(newEvent('a').key), undefined);
      });

      it('never shortens it, and minds neither an open nor an unknown key', async () => {
        await accept(newEvent('a'), newEvent('open'));
        await store.complete(completing(newEvent('a').key));
        for (const key of [newEvent('a').key, newEvent('open').key, 'no such key']) {
          await store.renew(key, { ...renewal, keepUntil: T0 });
        }
        await store.prune(KEEP - 1);
        assert.notEqual(await store.get(newEvent('a').key), undefined);
        assert.equal((await rowOf(newEvent('open').key)).state, 'new');
      });

      it('opens an event again that was closed as handled elsewhere, to be fetched again', async () => {
        await accept(newFax('a', { document: document('one') }));
        await store.complete(completing(newFax('a').key, { as: 'elsewhere' }));
        await store.renew(newFax('a').key, renewal);
        assert.deepEqual(ids(await store.fetches(SCOPE, T0 + DAY, 10)), ['a']);
        const payload = newFax('a').payload;
        assert.equal(await store.attach(newFax('a').key, { payload, document: document('two') }), 'attached');
        const [row] = await store.claim(claiming({ now: T0 + DAY }));
        assert.deepEqual(
          [row?.document?.file, row?.to, row?.payload, row?.completedAs],
          ['two', '+44100', payload, undefined],
        );
        await store.prune(KEEP + DAY);
        assert.equal((await rowOf(newFax('a').key)).state, 'offered');
      });

      it('opens it with what its id tells, in case its document never comes', async () => {
        await accept(newFax('a', { document: document('one') }));
        await store.complete(completing(newFax('a').key, { as: 'elsewhere' }));
        await store.renew(newFax('a').key, renewal);
        await store.attach(newFax('a').key, { missing: 'gone' });
        const [row] = await store.claim(claiming({ now: T0 + DAY }));
        assert.deepEqual(row?.payload, { id: 'a', providerId: 'a', from: '', to: '' });
      });

      it('does not open again what the flow closed after all', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key, { as: 'elsewhere' }));
        assert.equal((await store.complete(completing(newEvent('a').key))).outcome, 'already');
        await store.renew(newEvent('a').key, renewal);
        assert.equal((await rowOf(newEvent('a').key)).state, 'completed');
      });

      it('acknowledges once more what the provider seems to have missed', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key, { acknowledge: 'keep' }));
        const [ack] = await store.dueAcks(SCOPE, T0 + MINUTE, 1);
        assert(ack);
        await store.ackDone(ack, T0 + 2 * MINUTE);
        await store.renew(newEvent('a').key, { ...renewal, ackedBefore: T0 + 2 * MINUTE });
        assert.deepEqual(await store.dueAcks(SCOPE, KEEP, 1), []);
        await store.renew(newEvent('a').key, { ...renewal, ackedBefore: T0 + 3 * MINUTE });
        assert.equal((await store.dueAcks(SCOPE, T0 + DAY, 1)).length, 1);
      });
    });

    describe('documents', () => {
      it('are fetched oldest first, each again when it is due', async () => {
        await accept(newFax('a', { start: 'fetching' }), newFax('b', { start: 'fetching' }));
        assert.deepEqual(await store.claim(claiming()), []);
        assert.deepEqual(ids(await store.fetches(SCOPE, T0, 10)), ['a', 'b']);
        const failed = (minutes: number, isGone = false) => ({ nextAt: T0 + minutes * MINUTE, isGone });
        assert.deepEqual(await store.fetchFailed(newFax('a').key, failed(1)), { failures: 1, goneInARow: 0 });
        assert.deepEqual(ids(await store.fetches(SCOPE, T0, 10)), ['b']);
        await store.attach(newFax('b').key, { missing: 'gone' });
        assert.equal(await store.nextDue(SCOPE, 'fetches'), T0 + MINUTE);
        assert.deepEqual(await store.fetchFailed(newFax('a').key, failed(2)), { failures: 2, goneInARow: 0 });
        assert.deepEqual(await store.fetchFailed('no such key', failed(0, true)), { failures: 0, goneInARow: 0 });
        assert.deepEqual(await store.nextDue(OTHER, 'fetches'), undefined);
      });

      it('are counted as gone only as often as the provider says so in a row, until they are there or asked for anew', async () => {
        await accept(newFax('a', { start: 'fetching' }));
        const { key } = newFax('a');
        const counts: [number, number][] = [];
        for (const isGone of [true, true, false, true, true, true]) {
          const { failures, goneInARow } = await store.fetchFailed(key, { nextAt: T0, isGone });
          counts.push([failures, goneInARow]);
        }
        assert.deepEqual(counts, [[1, 1], [2, 2], [3, 0], [4, 1], [5, 2], [6, 3]]); // prettier-ignore
        assert(!('goneInARow' in ((await store.get(key)) ?? {})), 'nobody else needs to know');
        await store.attach(key, { document: document('one') });
        assert.deepEqual(await store.fetchFailed(key, { nextAt: T0, isGone: true }), { failures: 6, goneInARow: 0 });
        await store.claim(claiming());
        await store.refetch(key, T0, 'missing');
        assert.deepEqual(await store.fetchFailed(key, { nextAt: T0, isGone: true }), { failures: 1, goneInARow: 1 });
      });

      it('make a fetching row due for the flow, with the fuller payload', async () => {
        await accept(newFax('a', { start: 'fetching' }));
        const payload = { id: 'a', providerId: 'a', from: '+44200', to: '+44101', pages: 3 };
        const found = { document: document('one'), payload, raw: { Pages: 3 }, hashes: { document: 'h-doc' } };
        assert.equal(await store.attach(newFax('a').key, found), 'attached');
        const [row] = await store.claim(claiming());
        assert.deepEqual([row?.document, row?.payload, row?.raw], [document('one'), payload, { Pages: 3 }]);
        assert.deepEqual(
          [row?.size, row?.to, row?.hashes],
          [4_000, '+44101', { ...newFax('a').hashes, document: 'h-doc' }],
        );
        assert.deepEqual(await store.fetches(SCOPE, KEEP, 10), []);
      });

      it('keep earlier fields when the record that comes with the document has fewer', async () => {
        await accept(newFax('a', { start: 'fetching', raw: { Id: 'a' } }));
        const before = await rowOf(newFax('a').key);
        const payload = { id: 'a', providerId: 'a', from: '', to: '', pages: 3 };
        await store.attach(newFax('a').key, { document: document('one'), payload, raw: {} });
        const [row] = await store.claim(claiming());
        assert.deepEqual(row?.payload, { ...before.payload, pages: 3 });
        assert.deepEqual([row?.to, row?.raw], [before.to, { Id: 'a' }]);
      });

      it('take only fields from another copy of the event that the row lacks', async () => {
        const bare = { id: 'a', providerId: 'a', from: '', to: '+44101' };
        await accept(newFax('a', { start: 'fetching', payload: bare, raw: { Id: 'a' }, hashes: {} }));
        const copy = {
          payload: { ...bare, from: '+44200', to: '+44999', pages: 3 },
          raw: { Id: 'A', Pages: 3 },
          occurredAt: '2026-01-01T00:00:00.000Z',
          hashes: { from: 'h-from' },
        };
        await store.attach(newFax('a').key, { document: document('one'), copy });
        const [row] = await store.claim(claiming());
        assert.deepEqual(row?.payload, { ...bare, from: '+44200', pages: 3 });
        assert.deepEqual([row?.to, row?.raw, row?.hashes], ['+44101', { Id: 'a', Pages: 3 }, { from: 'h-from' }]);
        assert.deepEqual([row?.occurredAt, row?.conflicts], [copy.occurredAt, 0]);
      });

      it('may turn out to be missing: the row is offered without', async () => {
        await accept(newFax('a', { start: 'fetching' }));
        await store.attach(newFax('a').key, { missing: 'gone' });
        const [row] = await store.claim(claiming());
        assert.deepEqual([row?.missing, row?.document], ['gone', undefined]);
      });

      it('are superfluous where there is one already or the event is closed', async () => {
        await accept(newFax('a', { document: document('one') }), newFax('b', { start: 'fetching' }));
        await store.complete(completing(newFax('b').key));
        const found = { document: document('two') };
        assert.equal(await store.attach(newFax('a').key, found), 'superfluous');
        assert.equal(await store.attach(newFax('b').key, found), 'superfluous');
        assert.equal(await store.attach('no such key', found), 'unknown');
        assert.equal((await rowOf(newFax('a').key)).document?.file, 'one');
        assert.equal(await store.knowsDocument('two'), false);
      });

      it('that are lost are fetched again', async () => {
        await accept(newFax('a', { document: document('one') }), newFax('b', { document: document('two') }));
        await store.claim(claiming({ limit: 1 }));
        for (const id of ['a', 'b', 'never']) await store.refetch(newFax(id).key, T0 + MINUTE, 'missing');
        assert.deepEqual(await store.fetches(SCOPE, T0, 10), []);
        assert.deepEqual(ids(await store.fetches(SCOPE, T0 + MINUTE, 10)), ['a']);
        assert.deepEqual([await store.knowsDocument('one'), await store.knowsDocument('two')], [false, true]);
        await store.attach(newFax('a').key, { document: document('three') });
        const [row] = await store.claim(claiming({ queue: 'redeliver', now: T0 + MINUTE }));
        assert.deepEqual([row?.attempt, row?.document?.file], [2, 'three']);
      });

      it('that are damaged are kept until another has come', async () => {
        await accept(newFax('a', { document: document('one') }));
        await store.claim(claiming({ limit: 1 }));
        await store.refetch(newFax('a').key, T0, 'damaged');
        assert.deepEqual([await store.knowsDocument('one'), (await store.prune(KEEP)).documents], [true, []]);
        await store.attach(newFax('a').key, { document: document('two') });
        const [row] = await store.claim(claiming({ queue: 'redeliver' }));
        assert.deepEqual([row?.document?.file, row?.document?.damaged], ['two', undefined]);
        assert.deepEqual((await store.prune(T0)).documents, ['one']);
      });

      it('that are damaged are offered all the same where no other comes', async () => {
        await accept(newFax('a', { document: document('one') }));
        await store.claim(claiming({ limit: 1 }));
        await store.refetch(newFax('a').key, T0, 'damaged');
        await store.attach(newFax('a').key, { missing: 'gone' });
        const [row] = await store.claim(claiming({ queue: 'redeliver' }));
        assert.deepEqual([row?.document?.file, row?.document?.damaged, row?.missing], ['one', true, undefined]);
        await store.complete(completing(newFax('a').key));
        assert.deepEqual((await store.prune(KEEP - 1)).documents, ['one']);
      });

      it('that are damaged go with their event where that is closed meanwhile', async () => {
        await accept(newFax('a', { document: document('one') }));
        await store.claim(claiming({ limit: 1 }));
        await store.refetch(newFax('a').key, T0, 'damaged');
        await store.complete(completing(newFax('a').key));
        assert.deepEqual((await store.prune(T0 + 60 * MINUTE)).documents, ['one']);
      });

      it('stay known until they were kept for the flow long enough and forgotten', async () => {
        await accept(newFax('a', { document: document('one') }));
        assert.equal(await store.knowsDocument('one'), true);
        assert.equal(await store.knowsDocument('on'), false);
        await store.complete(completing(newFax('a').key));
        assert.deepEqual((await store.prune(T0 + 60 * MINUTE - 1)).documents, []);
        assert.deepEqual((await store.prune(T0 + 60 * MINUTE)).documents, ['one']);
        assert.equal(await store.knowsDocument('one'), true);
        assert.deepEqual((await store.prune(T0 + 60 * MINUTE)).documents, ['one']);
        await store.forgetDocuments(['one', 'never seen']);
        assert.deepEqual((await store.prune(KEEP - 1)).documents, []);
        assert.equal(await store.knowsDocument('one'), false);
      });

      it('are not given up while another open event has the same file', async () => {
        await accept(newFax('a', { document: document('one') }), newFax('b', { document: document('one') }));
        await store.complete(completing(newFax('a').key));
        assert.deepEqual((await store.prune(T0 + DAY)).documents, []);
        await store.complete(completing(newFax('b').key, { documentUntil: T0 + 2 * DAY }));
        assert.deepEqual((await store.prune(T0 + 2 * DAY)).documents, ['one']);
      });
    });

    describe('quarantine', () => {
      it('keeps the same bytes once and counts them, newest items first', async () => {
        assert.equal(await store.quarantine(newItem('z')), 'kept');
        assert.equal(await store.quarantine(newItem('b', { storedAt: T0 + 1 })), 'kept');
        assert.equal(await store.quarantine(newItem('z', { storedAt: T0 + 2 })), 'known');
        const items = await store.listQuarantine(SCOPE, 10);
        assert.deepEqual(
          items.map(({ id, count }) => [id, count]),
          [
            ['b', 1],
            ['z', 2],
          ],
        );
        const { body, ...kept } = newItem('z');
        assert.deepEqual(items[1], { ...kept, bytes: body.length, count: 2 });
        assert.deepEqual(await store.readQuarantine(SCOPE, 'z'), body);
        assert.equal(await store.readQuarantine(OTHER, 'z'), undefined);
        assert.deepEqual(ids((await store.listQuarantine(SCOPE, 1)).map(({ id }) => ({ providerId: id }))), ['b']);
        assert.deepEqual(await store.listQuarantine(OTHER, 10), []);
      });

      it('is full by bytes for new items only, and has room again after a drop', async () => {
        const eighth = Buffer.alloc(QUARANTINE_LIMITS.bytes / 8);
        for (let index = 0; index < 8; index += 1) {
          assert.equal(await store.quarantine(newItem(`i${index}`, { body: eighth })), 'kept');
        }
        assert.equal(await store.quarantine(newItem('more')), 'full');
        assert.equal(await store.quarantine(newItem('i0', { body: eighth })), 'known');
        assert.equal(await store.quarantine(newItem('more', { scope: OTHER })), 'kept');
        assert.equal(await store.dropQuarantine(SCOPE, 'i0'), true);
        assert.equal(await store.dropQuarantine(SCOPE, 'i0'), false);
        assert.equal(await store.quarantine(newItem('more')), 'kept');
        assert.equal((await store.counts(SCOPE)).quarantined, 8);
      });

      it('is full by number', async () => {
        const kept = Array.from({ length: QUARANTINE_LIMITS.items }, (_, index) =>
          store.quarantine(newItem(`i${index}`)),
        );
        assert.deepEqual([...new Set(await Promise.all(kept))], ['kept']);
        assert.equal(await store.quarantine(newItem('one more')), 'full');
      });

      it('is emptied by time', async () => {
        await store.quarantine(newItem('a'));
        await store.quarantine(newItem('b', { keepUntil: KEEP + DAY }));
        await store.prune(KEEP);
        assert.deepEqual(
          (await store.listQuarantine(SCOPE, 10)).map(({ id }) => id),
          ['b'],
        );
        assert.equal((await store.counts(SCOPE)).quarantined, 1);
      });
    });

    describe('prune', () => {
      it('forgets closed keys when their time is over, and open events never', async () => {
        await accept(newEvent('closed'), newEvent('open'));
        await store.complete(completing(newEvent('closed').key));
        assert.deepEqual(await store.prune(KEEP - 1), { documents: [], removed: 0, more: false });
        assert.deepEqual(await store.prune(KEEP), { documents: [], removed: 1, more: false });
        assert.equal(await store.get(newEvent('closed').key), undefined);
        await store.prune(KEEP + 1_000 * DAY);
        assert.equal((await rowOf(newEvent('open').key)).state, 'new');
        assert.equal((await store.accept(newEvent('closed'))).outcome, 'stored');
      });

      it('forgets no key whose life is prolonged at the same time', async () => {
        const { key } = newEvent('a');
        await accept(newEvent('a'));
        await store.complete(completing(key, { keepUntil: T0 + DAY }));
        const renewal = { keepUntil: T0 + 60 * DAY, ackedBefore: 0, now: T0 + 2 * DAY };
        await Promise.all([store.prune(T0 + 2 * DAY), store.renew(key, renewal)]);
        const isKept = (await store.get(key)) !== undefined;
        assert.equal((await store.accept(newEvent('a'))).outcome, isKept ? 'duplicate' : 'stored');
        assert(isKept, 'it was prolonged before anything was removed');
      });

      it('keeps a key until the provider was told, and a day longer', async () => {
        await accept(newEvent('a'));
        await store.complete(completing(newEvent('a').key, { acknowledge: 'keep' }));
        await store.prune(KEEP + DAY);
        const [ack] = await store.dueAcks(SCOPE, KEEP + DAY, 1);
        assert(ack);
        await store.ackDone(ack, KEEP + DAY);
        await store.prune(KEEP + DAY);
        assert.notEqual(await store.get(newEvent('a').key), undefined);
        await store.prune(KEEP + 2 * DAY);
        assert.equal(await store.get(newEvent('a').key), undefined);
      });

      it('works in batches and says whether more is due', async () => {
        const events = Array.from({ length: 700 }, (_, index) => newEvent(`e${index}`));
        await Promise.all(events.map((event) => store.accept(event)));
        await Promise.all(events.map((event) => store.complete(completing(event.key))));
        let removed = 0;
        let calls = 0;
        for (let more = true; more; calls += 1) {
          const result = await store.prune(KEEP);
          removed += result.removed;
          more = result.more;
        }
        assert.equal(removed, 700);
        assert(calls > 1, 'more than one batch');
      });

      it('forgets how far a job had come together with its statuses', async () => {
        await accept(newStatus('job', [1, 9, 1], true));
        await store.complete(completing(newStatus('job', [1, 9, 1]).key));
        await store.prune(KEEP);
        assert.equal((await store.accept(newStatus('job', [1, 0, 0]))).outcome, 'stored');
      });
    });

    describe('what it tells', () => {
      it('counts every state, per scope', async () => {
        await accept(newEvent('f', { start: 'fetching' }), newEvent('s', { start: 'skipped' }), newEvent('n'));
        await accept(newEvent('other', { scope: OTHER }));
        const none = { fetching: 0, new: 0, parked: 0, offered: 0, redeliver: 0, dead: 0, skipped: 0 };
        const rest = { acks: 0, quarantined: 0, conflicts: 0 };
        assert.deepEqual(await store.counts(SCOPE), { ...none, ...rest, fetching: 1, skipped: 1, new: 1 });
        await store.claim(claiming());
        assert.deepEqual(await store.counts(SCOPE), { ...none, ...rest, fetching: 1, skipped: 1, offered: 1 });
        assert.deepEqual(await store.counts(OTHER), { ...none, ...rest, new: 1 });
        assert.deepEqual(await store.counts('aculab:nobody'), { ...none, ...rest });
      });

      it('lists heads of one state in accept order, page by page', async () => {
        await accept(...['c', 'a', 'b', 'd'].map((id) => newEvent(id)));
        await accept(newEvent('skipped', { start: 'skipped' }));
        const first = await store.list({ scope: SCOPE, state: 'new', after: -1, limit: 3 });
        assert.deepEqual(ids(first), ['c', 'a', 'b']);
        const rest = await store.list({ scope: SCOPE, state: 'new', after: first[2]?.seq ?? 0, limit: 3 });
        assert.deepEqual(ids(rest), ['d']);
        const { seq, ...head } = rest[0] ?? ({} as EventHead);
        assert(seq > (first[2]?.seq ?? Infinity));
        assert.deepEqual(head, {
          key: newEvent('d').key,
          scope: SCOPE,
          kind: 'sms.received',
          state: 'new',
          to: '+44100',
          providerId: 'd',
          storedAt: T0,
          size: 0,
          expired: 0,
          fetchFailures: 0,
        });
      });

      it('names the next time at which an offer ends or is due again', async () => {
        assert.equal(await store.nextDue(SCOPE, 'offers'), undefined);
        await accept(newEvent('a'), newEvent('b'));
        await store.claim(claiming({ limit: 1 }));
        assert.equal(await store.nextDue(SCOPE, 'offers'), T0 + 15 * MINUTE);
        await store.release(releasing());
        assert.equal(await store.nextDue(SCOPE, 'offers'), T0 + MINUTE);
        assert.equal(await store.nextDue(OTHER, 'offers'), undefined);
      });

      it('has no row under a key that it never saw', async () => {
        assert.equal(await store.get('no such key'), undefined);
        assert.equal(await store.get(''), undefined);
      });

      it('remembers small facts under any name', async () => {
        assert.equal(await store.recall('a/b'), undefined);
        await store.remember('a/b', { secret: [1, 'two', null] });
        await store.remember('a', 'x');
        assert.deepEqual(await store.recall('a/b'), { secret: [1, 'two', null] });
        await store.remember('a/b', undefined);
        assert.equal(await store.recall('a/b'), undefined);
        assert.equal(await store.recall('a'), 'x');
      });

      it('remembers facts if one of them is still what it was, all or none', async () => {
        assert.equal(await store.rememberIf({ name: 'row', is: undefined }, { row: { epoch: 1 }, head: 'open' }), true);
        assert.equal(await store.rememberIf({ name: 'row', is: undefined }, { row: 'lost', head: 'lost' }), false);
        assert.deepEqual([await store.recall('row'), await store.recall('head')], [{ epoch: 1 }, 'open']);
        const both = [2, 3].map((epoch) => store.rememberIf({ name: 'row', is: { epoch: 1 } }, { row: { epoch } }));
        assert.deepEqual((await Promise.all(both)).sort(), [false, true]);
        assert.equal(await store.rememberIf({ name: 'head', is: 'open' }, { head: undefined }), true);
        assert.equal(await store.recall('head'), undefined);
      });

      it('recalls all facts whose names begin alike, and no others', async () => {
        const names = ['call:a/b', 'call:%ä\ud800', 'call:', 'call', 'cal', 'cbll:a', 'callx'];
        for (const name of names) await store.remember(name, name);
        const found = await store.recallAll('call:');
        const expected = { 'a/b': 'call:a/b', '%ä\ud800': 'call:%ä\ud800', '': 'call:' };
        assert.deepEqual(found, new Map(Object.entries(expected)));
        assert.deepEqual(await store.recallAll('nothing'), new Map());
      });
    });

    describe('close', () => {
      it('may be called twice, waits for what was begun, and then refuses every call', async () => {
        const begun = store.accept(newEvent('a'));
        await Promise.all([store.close(), store.close()]);
        assert.equal((await begun).outcome, 'stored');
        await assert.rejects(store.accept(newEvent('b')), StoreError);
        await assert.rejects(store.get(newEvent('a').key), StoreError);
        await store.close();
      });

      it('loses nothing: rows, leases, counts, order, facts and progress are there after reopening', async () => {
        await accept(newEvent('a'), newEvent('b'), newFax('f', { document: document('one') }));
        await accept(newStatus('job', [1, 5, 0]));
        await store.claim(claiming({ limit: 1 }));
        await store.quarantine(newItem('q'));
        await store.remember('fact', 42);
        const before = await store.counts(SCOPE);
        await reopen();
        assert.equal(store.health.afterCrash, false);
        assert.deepEqual(await store.counts(SCOPE), before);
        assert.equal((await rowOf(newEvent('a').key)).leaseUntil, T0 + 15 * MINUTE);
        assert.equal((await store.accept(newEvent('b'))).outcome, 'duplicate');
        assert.equal((await store.accept(newStatus('job', [1, 4, 0]))).outcome, 'stale');
        await accept(newEvent('later'));
        const order = ids(await store.claim(claiming()));
        assert.deepEqual(order, ['b', 'f', 'job:1.5.0', 'later']);
        assert.equal(await store.recall('fact'), 42);
        assert.equal((await store.listQuarantine(SCOPE, 1)).length, 1);
        assert.equal(await store.knowsDocument('one'), true);
      });

      it('is well while it is open', () => {
        assert.equal(store.health.failure, undefined);
        assert.equal(store.health.afterCrash, false);
      });
    });
  });
}
