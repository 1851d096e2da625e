import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { newEvent } from '../../contract/store';
import { ScriptProcess } from '../../support/script-process';

type Place = Pick<PostgresDatabaseOptions, 'connection' | 'schema' | 'instance'>;

/** A process for others to kill: accepts events, and prints the key of each that is told to be stored. */
async function run(place: Place): Promise<void> {
  const store = await openPostgresStore({ ...place, clock: systemClock(), log: silentLog });
  const write = async (writer: number): Promise<never> => {
    for (let count = 0; ; count += 1) {
      const event = newEvent(`${process.pid}-${writer}-${count}`);
      await store.accept(event);
      writeSync(1, `${event.key}\n`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
}

/** Each of its lines is a key that was told to be stored. */
export function startAccepting({ connection, schema, instance }: Place): ScriptProcess {
  return ScriptProcess.start(__filename, { connection, schema, instance });
}

const [place] = process.argv.slice(2);
if (require.main === module && place !== undefined) void run(JSON.parse(place) as Place);
