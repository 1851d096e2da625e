import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 10_000;

/**
 * Prints a line for each file that comes into `folder`, once the simulator says that its fax is marked received;
 * or, when that takes too long, that it is not: a user who has changed the flow wants to see what that does.
 */
export async function reportFaxes({ nodeRed, connectionId, folder, signal }) {
  mkdirSync(folder, { recursive: true });
  const known = new Set(readdirSync(folder));
  const waiting = [];
  let received = 0;
  let spare = 0; // marked received, and not yet told with a file

  while (!signal.aborted) {
    for (const file of readdirSync(folder).filter((name) => !known.has(name))) {
      known.add(file);
      waiting.push({ file, sinceMs: Date.now() });
    }
    const simulator = await simulatorState(nodeRed, connectionId);
    if (simulator) {
      // A redeployed connection has a new simulator, which counts from 0.
      spare += simulator.received >= received ? simulator.received - received : simulator.received;
      received = simulator.received;
    }
    while (waiting.length > 0 && (spare > 0 || Date.now() - waiting[0].sinceMs > patienceMs)) {
      const { file } = waiting.shift();
      const marked = spare > 0;
      if (marked) spare -= 1;
      print({ path: join(folder, file), file, marked, unread: simulator?.unread });
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
  const fate = marked ? 'marked received' : 'NOT marked received yet';
  console.log(
    `${new Date().toLocaleTimeString('en-GB')}  ${file}  ${kilobytes} kB  ${fate}  (${unread ?? '?'} unread)`,
  );
}
