import { setTimeout as sleep } from 'node:timers/promises';

const atMost = 200; // a Node-RED left running over a weekend shall not fill the disk

/** Does `act(count)`, count from 0, again and again until `signal` aborts. What fails is told once, and tried again. */
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
