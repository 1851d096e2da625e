import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { silentLog } from '../../../../src/domain/log';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { newJob } from '../../../contract/job-store';
import { newEvent } from '../../../contract/store';
import { FakeClock } from '../../../support/fake-clock';
import { temporaryFolder } from '../temporary-folder';

const LENGTH = 400;
const ROUNDS = 8;

describe('a list of jobs in the embedded store', () => {
  it('is complete or absent after kills in the middle of writing, and never lacks what was confirmed', async () => {
    const home = await temporaryFolder();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const told = await killedWhileSubmitting(home.folder, `round${round}`);
        const { scope } = newJob('x');
        const store = await openLevelStore({ folder: home.folder, clock: new FakeClock(), log: silentLog });
        const heads = await store.jobs.list({ scope, state: 'queued', limit: 1_000_000 });
        const lists = new Map<string, number>();
        for (const { id } of heads) {
          const list = id.replace(/-\d+$/, '');
          lists.set(list, (lists.get(list) ?? 0) + 1);
        }
        for (const [list, count] of lists) assert.equal(count, LENGTH, list);
        for (const list of told) assert(lists.has(list), list);
        assert.equal((await store.jobs.counts(scope)).queued, heads.length);
        const last = heads.at(-1)?.id;
        if (last) assert.equal((await store.get(newEvent(last).key))?.state, 'new', 'with the event that tells of it');
        await store.close();
      }
    } finally {
      await home.remove();
    }
  });
});

/** The lists that it called stored. */
async function killedWhileSubmitting(folder: string, name: string): Promise<string[]> {
  const script = join(__dirname, 'submitting-process.ts');
  const args = ['--import', 'tsx', script, folder, name, String(LENGTH)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child.stdout, 'data');
  setTimeout(() => child.kill('SIGKILL'), 50 + Math.random() * 400);
  await once(child, 'close');
  return printed
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'open');
}
