import { setTimeout as sleep } from 'node:timers/promises';

const atMost = 200; // so that a Node-RED left running over a weekend does not fill the disk

/** Calls `act(count)`, counting from 0, until `signal` aborts. Reports a failure once, and tries again. */
export async function every(everyMs, act, signal) {
  let failed = false;
  for (let count = 0; count < atMost && !signal.aborted; count += 1) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      await act(count);
      failed = false;
    } catch (error) {
      if (!failed && !signal.aborted) console.log(`Nothing simulated: ${error.message}`);
      failed = true;
    }
  }
  if (!signal.aborted) console.log(`Simulated ${atMost} times; start again for more.`);
}
