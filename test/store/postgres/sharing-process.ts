import { silentLog } from '../../../src/domain/log';
import { systemClock } from '../../../src/domain/clock';
import type { Scope } from '../../../src/domain/event-key';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { PACE, PacedClock } from '../../support/paced-clock';

/** What such a process is told as its one argument, in JSON. */
export interface SharingTask extends Pick<PostgresDatabaseOptions, 'connection' | 'schema' | 'instance'> {
  /** Its time goes on while it is stopped, or waits for the database. */
  goesOn: boolean;
  scope: Scope;
}

/** What it writes, a line of JSON each. */
export interface SharingReport {
  isHeld: boolean;
  isAlive: boolean;
  process: string;
  /** It looked before anything else could run after a pause: what it would have done with what it believed. */
  atFirstLook: boolean;
}

const LOOK_MS = 10;
const PAUSED_MS = 500;

async function main(task: SharingTask): Promise<void> {
  const clock = task.goesOn ? systemClock(PACE) : new PacedClock(task.connection);
  const { sharing } = await openPostgresStore({ ...task, clock, log: silentLog });
  let told = '';
  let looked = performance.now();
  const report = (atFirstLook: boolean): void => {
    const { isAlive, process: own } = sharing;
    const line = JSON.stringify({ isHeld: holding.isHeld, isAlive, process: own, atFirstLook });
    if (line !== told || atFirstLook) process.stdout.write(`${line}\n`);
    told = line;
  };
  const holding = sharing.seek(task.scope, () => report(false));
  setInterval(() => {
    const passed = performance.now() - looked;
    looked = performance.now();
    report(passed > PAUSED_MS);
  }, LOOK_MS);
}

const [task] = process.argv.slice(2);
if (require.main === module && task !== undefined) void main(JSON.parse(task) as SharingTask);
