import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { systemClock } from '../src/domain/clock';
import { silentLog } from '../src/domain/log';
import { openLevelStore } from '../src/store/level/open-level-store';
import { openPostgresStore } from '../src/store/postgres/open-postgres-store';
import type { Store } from '../src/store/store';
import { PostgresServer } from '../test/support/postgres-server';
import { newOpenEvent } from './support/open-faxes';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import { median } from './support/statistics';

const CALLERS = [1, 32, 128];
const ROUNDS = 5;
const ROUND_MS = 1_000;

type Call = () => Promise<unknown>;
/** Accepts a second of each, in one round. */
type Round = Record<'one' | 'two' | 'embedded' | 'bare', number>;

async function main(): Promise<void> {
  const server = await PostgresServer.start();
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  const clock = systemClock();
  const open = (instance: string): Promise<Store> =>
    openPostgresStore({ connection: server.connection(), schema: 'bench', instance, clock, log: silentLog });
  const [first, second] = [await open('first'), await open('second')];
  const embedded = await openLevelStore({ folder: join(folder, 'store'), clock, log: silentLog });
  const pool = new Pool({ ...server.connection(), max: 32 });
  await pool.query('CREATE TABLE bare (key text PRIMARY KEY, value text NOT NULL)');
  let count = 0;
  const accepting = (store: Store) => () => store.accept(newOpenEvent(count++));
  const bare: Call = () => {
    const { key, ...event } = newOpenEvent(count++);
    return pool.query('INSERT INTO bare VALUES ($1, $2) ON CONFLICT DO NOTHING', [key, JSON.stringify(event)]);
  };
  try {
    for (const callers of CALLERS) {
      const rounds: Round[] = [];
      // In turns, so that whatever else the machine does strikes all of them.
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({
          one: await load(callers, [accepting(first)]),
          two: await load(callers, [accepting(first), accepting(second)]),
          embedded: await load(callers, [accepting(embedded)]),
          bare: await load(callers, [bare]),
        });
      }
      reportRounds(callers, rounds);
    }
  } finally {
    await pool.end();
    for (const store of [first, second, embedded]) await store.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each caller begins anew as soon as its last call is durable. */
async function load(callers: number, calls: Call[]): Promise<number> {
  const began = sharedNow();
  let done = 0;
  const caller = async (_: unknown, index: number): Promise<void> => {
    const call = calls[index % calls.length];
    while (call && sharedNow() - began < ROUND_MS) {
      await call();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return done / ((sharedNow() - began) / 1_000);
}

function reportRounds(callers: number, rounds: Round[]): void {
  const who = callers === 1 ? '1 caller' : `${callers} callers`;
  const of = (which: keyof Round): number => median(rounds.map((round) => round[which]));
  report({ name: `${who}: durable accepts, one instance`, value: of('one'), unit: '/s' });
  report({ name: `${who}: durable accepts, two instances`, value: of('two'), unit: '/s' });
  report({ name: `${who}: embedded store`, value: of('embedded'), unit: '/s' });
  report({ name: `${who}: bare INSERT … ON CONFLICT`, value: of('bare'), unit: '/s', note: 'pg, 32 connections' });
  report({ name: `${who}: ratio to the bare loop`, value: median(rounds.map((r) => r.one / r.bare)), unit: '×' });
}

void main();
