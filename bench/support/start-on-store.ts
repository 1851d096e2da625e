import { EventEmitter, once } from 'node:events';
import { systemClock } from '../../src/domain/clock';
import { EVENT_KINDS } from '../../src/domain/events';
import { silentLog } from '../../src/domain/log';
import { Connection } from '../../src/connection/connection';
import { DocumentFolder } from '../../src/documents/document-folder';
import { ReceivedConverter } from '../../src/documents/received-converter';
import { DocumentWorker } from '../../src/documents/worker/document-worker';
import { createHousekeeping } from '../../src/inbox/housekeeping';
import { DEFAULT_RETENTION } from '../../src/domain/retention';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Store } from '../../src/store/store';
import { listingProvider } from './listing-provider';
import { ACCOUNT, OWNER, SCOPE } from './open-faxes';
import { memoryOf, type Memory } from './peak-memory';
import { sharedNow } from './shared-clock';

/** The figures of a process that starts on a store, sent to its parent. */
export interface StartFigures {
  /** From opening the store to the first offers; undefined when there is nothing to offer. */
  firstMs?: number;
  /** From opening the store until the flow holds as many offers as a connection allows. */
  allMs?: number;
  /** The memory after a garbage collection, with these offers in the flow. */
  memory: Memory;
}

const IN_FLOW = 1_000;
const A_TURN = 64;

type Offered = Pick<StartFigures, 'firstMs' | 'allMs'>;

async function main([part = '', folder = '', open = '0']: string[]): Promise<void> {
  const began = sharedNow();
  const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
  const offered =
    part === 'store' ? await claimAll(store, began) : await connect({ store, folder, began, open: Number(open) });
  global.gc?.();
  const memory = await memoryOf(process.pid);
  process.send?.({ ...offered, memory } satisfies StartFigures, () => process.exit());
}

async function claimAll(store: Store, began: number): Promise<Offered> {
  const times: number[] = [];
  while (times.length < IN_FLOW) {
    const rows = await store.claim({
      ...{ scope: SCOPE, queue: 'new', owner: OWNER, now: Date.now(), limit: A_TURN },
      decide: () => ({ offer: { leaseUntil: Date.now() + 900_000 } }),
    });
    if (rows.length === 0) break;
    times.push(...rows.map(() => sharedNow() - began));
  }
  return offeredAt(times);
}

/** A whole connection with one node, together with housekeeping and the first reconcile, like in Node-RED. */
async function connect(start: { store: Store; folder: string; began: number; open: number }): Promise<Offered> {
  const { store, folder, began, open } = start;
  const clock = systemClock();
  const documents = new DocumentFolder(folder);
  const times: number[] = [];
  const wanted = Math.min(open, IN_FLOW);
  const isFull = (): boolean => times.length >= wanted;
  const events = new EventEmitter();
  const done = Promise.all([wanted === 0 ? undefined : once(events, 'full'), once(events, 'reconciled')]);
  createHousekeeping({ store, documents, clock, log: silentLog });
  const connection = new Connection({
    ...{ id: 'connection', account: ACCOUNT, credentials: '', owner: OWNER, random: Math.random },
    ...{
      store,
      documents,
      converter: new ReceivedConverter(new DocumentWorker()),
      clock,
      log: silentLog,
      retention: DEFAULT_RETENTION,
    },
    ...{ channels: 1, pollSeconds: 60, redeliverMinutes: 15, maxAttempts: 5, reserveScope: () => undefined },
    provider: listingProvider({ open, isFull, onListed: () => events.emit('reconciled') }),
    onState: () => undefined,
  });
  connection.addSourceNode({
    ...{
      id: 'receive',
      mode: 'manual',
      document: 'data',
      wants: () => ({ kinds: EVENT_KINDS }),
      reportDead: () => undefined,
    },
    deliver: () => {
      times.push(sharedNow() - began);
      if (isFull()) events.emit('full');
    },
  });
  await connection.start();
  connection.resume(false);
  await done;
  return offeredAt(times);
}

function offeredAt(times: number[]): Offered {
  const [firstMs] = times;
  const allMs = times.at(-1);
  return { ...(firstMs !== undefined && { firstMs }), ...(allMs !== undefined && { allMs }) };
}

void main(process.argv.slice(2));
