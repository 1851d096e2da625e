import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { systemClock } from '../src/domain/clock';
import { silentLog } from '../src/domain/log';
import { openLevelStore } from '../src/store/level/open-level-store';
import { openPostgresStore } from '../src/store/postgres/open-postgres-store';
import type { Store } from '../src/store/store';
import { postgresBinaries, PostgresServer } from '../test/support/postgres-server';
import { newOpenEvent } from './support/open-faxes';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import { median } from './support/statistics';

const CALLERS = [1, 32, 128];
const ROUNDS = 15;
const ROUND_MS = 300;
const TARGETS: Record<number, string> = { 1: 'at least 0.7', 32: 'at least 0.7', 128: 'above 1' };
const CLOSED_KEYS = 1_000_000;

type Call = () => Promise<unknown>;
/** The accepts per second of each, in one round. */
type Round = Record<'one' | 'two' | 'embedded' | 'bare', number>;

async function main(): Promise<void> {
  if (postgresBinaries === undefined) {
    report({ name: 'PostgreSQL is not installed here', value: NaN });
    return;
  }
  const server = await PostgresServer.startOnDisk();
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  const clock = systemClock();
  const [first, second] = [await open(server, 'bench', 'first'), await open(server, 'bench', 'second')];
  const embedded = await openLevelStore({ folder: join(folder, 'store'), clock, log: silentLog });
  const opened: Store[] = [first, second, embedded];
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
      // In turns, so that other work on the machine affects all alike.
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
    const full = await openFull(server);
    opened.push(full);
    for (const callers of [1, 32]) {
      const ratios: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const filled = await load(callers, [accepting(full)]);
        ratios.push((await load(callers, [accepting(second)])) / filled);
      }
      const name = `${nameOf(callers)}: time of an accept beside a million closed keys`;
      report({ name, value: median(ratios), unit: '×', note: 'of that without; target at most 1.3' });
    }
  } finally {
    await pool.end();
    for (const store of opened) await store.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function open(server: PostgresServer, schema: string, instance: string): Promise<Store> {
  return openPostgresStore({ connection: server.connection(), schema, instance, clock: systemClock(), log: silentLog });
}

/** A store like after a year, full of keys that are kept to detect duplicates. */
async function openFull(server: PostgresServer): Promise<Store> {
  const store = await open(server, 'filled', 'first');
  await server.sql(`
    INSERT INTO filled.entries SELECT 'row/etherfax:100:sms.received:' || md5(n::text), repeat('x', 300), 1
      FROM generate_series(1, ${CLOSED_KEYS}) AS n`);
  await server.sql(`
    INSERT INTO filled.entries SELECT 'expiry/0000' || (1800000000000 + n) || '/row/' || n, 'row/' || n, 1
      FROM generate_series(1, ${CLOSED_KEYS}) AS n`);
  await server.sql('CHECKPOINT');
  return store;
}

/** Each caller makes its next call as soon as the last one is durable. */
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
  const who = nameOf(callers);
  const of = (which: keyof Round): number => median(rounds.map((round) => round[which]));
  report({ name: `${who}: durable accepts, one instance`, value: of('one'), unit: '/s' });
  report({ name: `${who}: durable accepts, two instances`, value: of('two'), unit: '/s' });
  report({ name: `${who}: embedded store`, value: of('embedded'), unit: '/s' });
  report({ name: `${who}: bare INSERT … ON CONFLICT`, value: of('bare'), unit: '/s', note: 'pg, 32 connections' });
  report({
    name: `${who}: ratio to the bare loop`,
    value: median(rounds.map((r) => r.one / r.bare)),
    unit: '×',
    note: TARGETS[callers] ?? '',
  });
}

function nameOf(callers: number): string {
  return callers === 1 ? '1 caller' : `${callers} callers`;
}

void main();
