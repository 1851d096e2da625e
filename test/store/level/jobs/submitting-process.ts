import { writeSync } from 'node:fs';
import { systemClock } from '../../../../src/domain/clock';
import { silentLog } from '../../../../src/domain/log';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { newJob } from '../../../contract/job-store';
import { newEvent } from '../../../contract/store';

/** A process for others to kill: submits list after list and prints the name of each once it is durable. Started by a spec. */
async function run([folder = '', name = '', length = '0']: string[]): Promise<void> {
  const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
  writeSync(1, 'open\n');
  for (let count = 0; ; count += 1) {
    const list = Array.from({ length: Number(length) }, (_, index) => {
      const id = `${name}-${count}-${index}`;
      const identity = { key: `key-${id}`, content: 'c', join: 'always' } as const;
      return { job: newJob(id), identity, says: newEvent(id) };
    });
    await store.jobs.submitAll(list);
    writeSync(1, `${name}-${count}\n`);
  }
}

void run(process.argv.slice(2));
