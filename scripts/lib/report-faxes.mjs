import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 10_000;

/**
 * Prints a line for each new file in `folder` once the simulator says that its fax is marked received. If that takes
 * too long, prints that it is not, because the user may have changed the flow and wants to see the effect.
 */
export async function reportFaxes({ nodeRed, connectionId, place: folder, signal }) {
  mkdirSync(folder, { recursive: true });
  const known = new Set(readdirSync(folder));
  const waiting = [];
  let received = 0;

  while (!signal.aborted) {
    // Ask before reading the folder: the flow writes first, so every fax counted here has its file there.
    const simulator = await simulatorState(nodeRed, connectionId);
    let marked = Math.max(0, (simulator?.received ?? received) - received);
    received = simulator?.received ?? received;
    for (const file of readdirSync(folder).filter((name) => !known.has(name))) {
      known.add(file);
      waiting.push({ file, sinceMs: Date.now() });
    }
    while (waiting.length > 0 && (marked > 0 || Date.now() - waiting[0].sinceMs > patienceMs)) {
      const { file } = waiting.shift();
      print({ path: join(folder, file), file, marked: marked > 0, unread: simulator?.unread });
      marked -= 1;
    }
    await sleep(250, undefined, { signal }).catch(() => {});
  }
}

async function simulatorState(nodeRed, connectionId) {
  try {
    return (await nodeRed.request(`/fax-sms/connections/${connectionId}`)).simulator;
  } catch {
    return undefined; // between two deploys, or the user has deleted the connection
  }
}

function print({ path, file, marked, unread }) {
  const kilobytes = Math.ceil((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 1024);
  const outcome = marked ? 'marked received' : 'NOT marked received yet';
  console.log(
    `${new Date().toLocaleTimeString('en-GB')}  ${file}  ${kilobytes} kB  ${outcome}  (${unread ?? '?'} unread)`,
  );
}
