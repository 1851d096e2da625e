import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Prints a line for each SMS that the flow adds to its file. It does not show the text, which is in the file. */
export async function reportTexts({ nodeRed, connectionId, place: file, signal }) {
  let told = countLines(file);
  while (!signal.aborted) {
    for (const lines = countLines(file); told < lines; told += 1) {
      const unread = await unreadOf(nodeRed, connectionId);
      console.log(`${new Date().toLocaleTimeString('en-GB')}  SMS, line ${told + 1} of the file  (${unread} unread)`);
    }
    await sleep(250, undefined, { signal }).catch(() => {});
  }
}

function countLines(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

async function unreadOf(nodeRed, connectionId) {
  const { simulator } = await nodeRed.request(`/fax-sms/connections/${connectionId}`).catch(() => ({}));
  return simulator?.unread ?? '?';
}
