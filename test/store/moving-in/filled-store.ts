import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { DocumentFolder } from '../../../src/documents/document-folder';
import type { Scope } from '../../../src/domain/event-key';
import { OPEN_STATES } from '../../../src/store/event-row';
import type { Store } from '../../../src/store/store';
import { faxOrder, finished, newFax as newFaxJob, newJob } from '../../contract/job-store';
import { newEvent, newFax } from '../../contract/store';

export const SCOPES: readonly Scope[] = ['etherfax:100', 'esendex:ex200', 'aculab:a b/c%é'];
const NODES = ['n1', 'node/2'];
/** Longer than an index of PostgreSQL takes. */
const LONG = 'l'.repeat(3_000);
const NAMES = ['a', 'b/c', 'd%2f', 'é\u0000\u0001', LONG];
const STATES = ['queued', 'sending', 'accepted', 'unknown', 'finished'] as const;

/** Something that is done to a store. */
export interface Doing {
  do: (typeof DOINGS)[number];
  id: number;
  scope: number;
  at: number;
}

const DOINGS = [
  ...['accept', 'accept', 'accept-fax', 'accept-fetching', 'claim', 'claim', 'complete', 'complete-acked', 'park'],
  ...[
    'submit',
    'submit-fax',
    'change-job',
    'finish-job',
    'remember',
    'forget',
    'quarantine',
    'early',
    'expire',
    'release',
  ],
] as const;

export const doings = fc.array(
  fc.record<Doing>({
    do: fc.constantFrom(...DOINGS),
    id: fc.nat({ max: 12 }),
    scope: fc.nat({ max: SCOPES.length - 1 }),
    at: fc.nat({ max: 100_000 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** All that a store may hold, done in this order. */
export async function fill(store: Store, documents: DocumentFolder, list: readonly Doing[]): Promise<void> {
  for (const doing of list) await carryOut(store, documents, doing);
}

const keyOf = (id: number, scope: Scope, kind = 'sms.received'): string => `${scope}:${kind}:${nameOf(id)}`;
const nameOf = (id: number): string => `${NAMES[id % NAMES.length] ?? ''}${id}`;

async function carryOut(store: Store, documents: DocumentFolder, { do: what, id, scope: n, at }: Doing): Promise<void> {
  const scope = SCOPES[n] ?? 'etherfax:100';
  const name = nameOf(id);
  const claimed = { scope, owner: store.sharing.instance, now: at, limit: 3 };
  const closing = { as: 'flow' as const, now: at, keepUntil: at + 1_000, documentUntil: at + 500 };
  switch (what) {
    case 'accept':
      await store.accept(newEvent(name, { scope, storedAt: at, raw: { text: `\u0000\u0001${name}` } }));
      return;
    case 'accept-fax': {
      const { md5: _, ...document } = await documents.write(randomBytes(1 + at * 5));
      await store.accept(newFax(name, { scope, document: { ...document, filename: 'fax.tif' } }));
      return;
    }
    case 'accept-fetching':
      await store.accept(newFax(`f${name}`, { scope, start: 'fetching' }));
      return;
    case 'claim':
      await store.claim({ ...claimed, queue: 'new', decide: () => ({ offer: { leaseUntil: at + 50 } }) });
      await store.claim({ ...claimed, queue: 'redeliver', decide: () => ({ offer: { leaseUntil: undefined } }) });
      return;
    case 'park':
      await store.claim({ ...claimed, queue: 'new', decide: () => 'park' });
      return;
    case 'complete':
      await store.complete({ key: keyOf(id, scope), ...closing });
      await store.complete({ key: keyOf(id, scope, 'fax.received'), ...closing });
      return;
    case 'complete-acked':
      await store.complete({ key: keyOf(id, scope), acknowledge: 'delete', ...closing });
      return;
    case 'expire':
      await store.expire(scope, at, 2);
      return;
    case 'release':
      await store.release({ scope, owner: claimed.owner, now: at, crashed: at % 2 === 0, suspectAfter: 1 });
      return;
    case 'submit':
      await store.jobs.submit(newJob(`${scope}-${name}`, { scope }), {
        ...{ key: `${scope}/${name}`, content: 'c', join: 'always' },
      });
      return;
    case 'submit-fax': {
      const { file } = await documents.write(randomBytes(1 + at));
      await store.jobs.submit(newFaxJob(`fax-${scope}-${name}`, { scope, order: faxOrder(file) }));
      return;
    }
    case 'change-job':
    case 'finish-job': {
      const job = await store.jobs.get(`${scope}-${name}`);
      if (job === undefined) return;
      const state = STATES[at % 4] ?? 'queued';
      const next = what === 'finish-job' ? finished(job) : { ...job, state, providerId: `P${name}`, dueAt: at };
      await store.jobs.change(job.epoch, next);
      return;
    }
    case 'remember':
      await store.remember(`fact:${name}`, { at, name });
      return;
    case 'forget':
      await store.remember(`fact:${name}`, undefined);
      return;
    case 'quarantine': {
      const item = { scope, id: `q${id}`, source: 'webhook' as const, reason: 'unknown', storedAt: at };
      await store.quarantine({ ...item, body: Buffer.alloc(at * 3, id), keepUntil: at });
      return;
    }
    case 'early': {
      const event = newEvent(name, { scope });
      const { kind, payload, raw } = event;
      await store.jobs.keepEarly({
        ...{ scope, key: event.key, providerId: `P${name}`, source: 'push', until: at },
        event: { kind, payload, raw } as never,
      });
    }
  }
}

/** All that the reading calls of a store say. */
export async function readAll(store: Store): Promise<unknown> {
  const ids = Array.from({ length: 13 }, (_, id) => id);
  const accounts = await Promise.all(SCOPES.map((scope) => readAccount(store, scope, ids)));
  const facts = await store.recallAll('fact:');
  const each = await Promise.all(ids.map((id) => store.recall(`fact:${nameOf(id)}`)));
  return { accounts, facts: facts.size, each };
}

async function readAccount(store: Store, scope: Scope, ids: readonly number[]) {
  const { jobs } = store;
  const limit = 1_000;
  const all = <T>(list: readonly T[], read: (item: T) => Promise<unknown>) => Promise.all(list.map(read));
  return {
    counts: await store.counts(scope),
    jobCounts: await jobs.counts(scope),
    lists: await all(OPEN_STATES, (state) => store.list({ scope, state, limit })),
    rows: await all(ids, (id) => store.get(keyOf(id, scope))),
    faxes: await all(ids, (id) => store.get(keyOf(id, scope, 'fax.received'))),
    nextDue: await all(['offers', 'acks', 'fetches'] as const, (of) => store.nextDue(scope, of)),
    fetches: await store.fetches(scope, Number.MAX_SAFE_INTEGER, limit),
    acks: await store.dueAcks(scope, Number.MAX_SAFE_INTEGER, limit),
    quarantine: await store.listQuarantine(scope, limit),
    bodies: await all(ids, (id) => store.readQuarantine(scope, `q${id}`)),
    jobs: await all(ids, (id) => jobs.get(`${scope}-${nameOf(id)}`)),
    faxJobs: await all(ids, (id) => jobs.get(`fax-${scope}-${nameOf(id)}`)),
    byProviderId: await all(ids, (id) => jobs.byProviderId(scope, `P${nameOf(id)}`)),
    jobLists: await all(STATES, (state) => jobs.list({ scope, state, limit })),
    due: await all(STATES, (state) => jobs.due({ scope, state, now: Number.MAX_SAFE_INTEGER, limit })),
    nextJob: await jobs.nextDue(scope, STATES),
    untold: await all([...NODES], (node) => jobs.unreported({ scope, node, limit })),
    early: await all(ids, (id) => jobs.earlyFor(scope, `P${nameOf(id)}`)),
    earlyDue: await jobs.earlyDue(scope, Number.MAX_SAFE_INTEGER, limit),
    nextEarly: await jobs.nextEarly(scope),
  };
}
