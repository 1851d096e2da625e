import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ClassicLevel } from 'classic-level';
import { systemClock } from '../src/domain/clock';
import { silentLog } from '../src/domain/log';
import { openLevelStore } from '../src/store/level/open-level-store';
import { mainThreadMs } from './support/main-thread';
import { newOpenEvent } from './support/open-faxes';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import { median } from './support/statistics';

const CALLERS = [1, 32, 128];
const ROUNDS = 5;
const ROUND_MS = 800;
/** The histogram's own timer adds this to its values. */
const RESOLUTION_MS = 1;

interface Round {
  perSecond: number;
  delayP99Ms: number;
  /** The main thread's processor time per call. */
  cpuMicros: number;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  const store = await openLevelStore({ folder: join(folder, 'store'), clock: systemClock(), log: silentLog });
  const db = new ClassicLevel(join(folder, 'bare'));
  await db.open();
  let count = 0;
  const accept = async (): Promise<void> => {
    await store.accept(newOpenEvent(count++));
  };
  const put = (): Promise<void> => {
    const { key, ...event } = newOpenEvent(count++);
    return db.put(key, JSON.stringify(event), { sync: true });
  };
  try {
    for (const callers of CALLERS) {
      const rounds: { accepts: Round; puts: Round }[] = [];
      // In turns, so that other work on the machine affects both alike.
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({ accepts: await load(callers, accept), puts: await load(callers, put) });
      }
      reportRounds(callers, rounds);
    }
  } finally {
    await db.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each caller makes its next call as soon as the last one is durable. */
async function load(callers: number, call: () => Promise<void>): Promise<Round> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const cpuBefore = await mainThreadMs(process.pid);
  const began = sharedNow();
  let done = 0;
  const caller = async (): Promise<void> => {
    while (sharedNow() - began < ROUND_MS) {
      await call();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  delay.disable();
  const seconds = (sharedNow() - began) / 1_000;
  const cpuMicros = (((await mainThreadMs(process.pid)) - cpuBefore) * 1_000) / done;
  return { perSecond: done / seconds, delayP99Ms: delay.percentile(99) / 1e6 - RESOLUTION_MS, cpuMicros };
}

function reportRounds(callers: number, rounds: { accepts: Round; puts: Round }[]): void {
  const who = callers === 1 ? '1 caller' : `${callers} callers`;
  const accepts = median(rounds.map((round) => round.accepts.perSecond));
  const puts = median(rounds.map((round) => round.puts.perSecond));
  const ratio = median(rounds.map((round) => round.accepts.perSecond / round.puts.perSecond));
  const target = callers === 128 ? ', target: 25,000' : '';
  const over = `median of ${rounds.length} rounds${target}`;
  report({ name: `${who}: durable accepts`, value: accepts, unit: '/s', note: over });
  const cpu = median(rounds.map(({ accepts }) => accepts.cpuMicros));
  report({ name: `${who}: main thread, an accept`, value: cpu, unit: 'µs' });
  report({
    name: `${who}: one synced put a caller`,
    value: puts,
    unit: '/s',
    note: 'the same bytes, nothing checked, bare LevelDB',
  });
  report({ name: `${who}: ratio`, value: ratio, unit: '×' });
  const delay = median(rounds.map((round) => round.accepts.delayP99Ms));
  report({ name: `${who}: event-loop delay while accepting, p99`, value: delay, unit: 'ms' });
}

void main();
