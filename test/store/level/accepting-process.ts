import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/domain/clock';
import { silentLog } from '../../../src/domain/log';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { newEvent } from '../../contract/store';

/** A process for others to kill: accepts events and prints each id once it is durable. Started by the specs. */
async function run([folder = '', name = '', writers = '0']: string[]): Promise<void> {
  const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
  if (name === 'hold') {
    hold();
    return;
  }
  const write = async (writer: number) => {
    for (let count = 0; ; count += 1) {
      const id = `${name}-${writer}-${count}`;
      await store.accept(newEvent(id));
      writeSync(1, `${id}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
}

function hold(): void {
  writeSync(1, 'open\n');
  setInterval(() => undefined, 1_000);
}

void run(process.argv.slice(2));
