import { AdminError } from '../admin-answer';
import { type NodeRed, sharedLog } from '../node-red';
import { deployed } from '../connection/deployed';
import { storeFolder } from '../settings/settings-file';
import { whileClosed } from '../store/store-users';

/* eslint-disable @typescript-eslint/no-require-imports -- hardly ever needed */
const LOAD = {
  confirm: () =>
    require('../../../src/store/level/folder/confirm') as typeof import('../../../src/store/level/folder/confirm'),
  rescue: () =>
    require('../../../src/store/level/rescue/rescue-in-place') as typeof import('../../../src/store/level/rescue/rescue-in-place'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

/**
 * Carries out what a person has decided about a connection's store: docs/repair.md. If it is the embedded one, all
 * connections stop while this is done.
 */
export async function runStoreAction(
  RED: NodeRed,
  { action, connection }: Record<string, unknown>,
): Promise<{ done: boolean }> {
  const folder = storeFolder(RED);
  switch (action) {
    case 'moved':
    case 'restored': {
      const confirm = typeof connection === 'string' ? deployed.get(connection)?.home.confirm : undefined;
      if (confirm) return { done: await confirm(action) };
      return { done: await whileClosed(() => LOAD.confirm().confirmPlace(folder, action)) };
    }
    case 'rescue':
      return { done: await whileClosed(() => rescue(RED, folder)) };
    default:
      throw new AdminError(400, 'action must be one of moved, restored, rescue');
  }
}

async function rescue(RED: NodeRed, folder: string): Promise<boolean> {
  const contents = await LOAD.rescue().rescueInPlace(folder, new Date());
  if (contents === undefined) return false;
  const { events, jobs, lostEvents, lostJobs } = contents;
  sharedLog(RED).warn(
    `store: ${events.length} events and ${jobs.length} jobs were saved; ${lostEvents.length} events and ` +
      `${lostJobs.length} jobs are known to be lost. The damaged store is kept beside it: see docs/repair.md`,
  );
  return true;
}
