import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../src/domain/clock';
import type { Scope } from '../src/domain/event-key';
import { silentLog } from '../src/domain/log';
import { LEASE_MS } from '../src/store/postgres/lease';
import { openPostgresStore } from '../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../src/store/postgres/postgres-database';
import { postgresBinaries, PostgresServer } from '../test/support/postgres-server';
import { report } from './support/report';
import { median } from './support/statistics';

const SCOPE: Scope = 'etherfax:100';
/** All pairs run at once, each on its own tables, because a round takes as long as a lease. */
const PAIRS = 4;
const ROUNDS = 5;

type Place = Pick<PostgresDatabaseOptions, 'connection' | 'schema' | 'instance'>;
type End = 'kill -9' | 'a clean stop';

async function main(): Promise<void> {
  if (postgresBinaries === undefined) {
    report({ name: 'PostgreSQL is not installed here', value: NaN });
    return;
  }
  const server = await PostgresServer.startOnDisk();
  try {
    for (const [end, target] of [
      ['kill -9', `target below ${LEASE_MS / 1_000 + 2}`],
      ['a clean stop', 'at once'],
    ] as const) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const pairs = Array.from({ length: PAIRS }, (_, pair) => `${end} ${round} ${pair}`);
        times.push(...(await Promise.all(pairs.map((schema) => handOver(server, schema, end)))));
      }
      const [first = 0, last = 0] = [Math.min(...times), Math.max(...times)].map((ms) => ms / 1_000);
      const note = `of ${times.length}, ${first.toFixed(2)} to ${last.toFixed(2)}; ${target}`;
      report({ name: `hand-over after ${end} of the holder, median`, value: median(times) / 1_000, unit: 's', note });
    }
  } finally {
    await server.remove();
  }
}

/** Measures the time in ms from the end of the holder until another instance has the account. */
async function handOver(server: PostgresServer, schema: string, end: End): Promise<number> {
  const place = { connection: server.connection(), schema };
  const holder = fork(__filename, [JSON.stringify({ ...place, instance: 'holder' })], { stdio: 'inherit' });
  await once(holder, 'message');
  const { sharing, close } = await open({ ...place, instance: 'next' });
  const taken = new Promise<number>((resolve) => {
    const next = sharing.seek(SCOPE, () => {
      if (next.isHeld) resolve(performance.now());
    });
  });
  // At a random moment between two beats of the holder.
  await pause(3_000 + Math.random() * 2_500);
  const began = performance.now();
  await ended(holder, end);
  const ms = (await taken) - began;
  await close();
  return ms;
}

async function ended(holder: ChildProcess, end: End): Promise<void> {
  const gone = once(holder, 'exit');
  if (end === 'kill -9') holder.kill('SIGKILL');
  else holder.send('close');
  await gone;
}

/** Runs in a child process. */
async function hold(place: Place): Promise<void> {
  const { sharing, close } = await open(place);
  const holding = sharing.seek(SCOPE, () => {
    if (holding.isHeld) process.send?.('held');
  });
  process.on('message', () => void close().then(() => process.exit(0)));
}

function open(place: Place): ReturnType<typeof openPostgresStore> {
  return openPostgresStore({ ...place, clock: systemClock(), log: silentLog });
}

const [place] = process.argv.slice(2);
void (place === undefined ? main() : hold(JSON.parse(place) as Place));
