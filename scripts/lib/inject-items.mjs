import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 5000;
const atMost = 200; // a Node-RED left running over a weekend shall not fill the disk

/** Lets something arrive at a simulated service every few seconds, until `signal` aborts. `item` makes the n-th. */
export async function injectItems({ nodeRed, connectionId, signal, item }) {
  let failed = false;
  for (let count = 0; count < atMost && !signal.aborted; count += 1) {
    try {
      await nodeRed.request(`/fax-sms/connections/${connectionId}/inject`, { method: 'POST', body: item(count) });
      failed = false;
    } catch (error) {
      if (!failed && !signal.aborted) console.log(`Nothing simulated: ${error.message}`);
      failed = true;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
  if (!signal.aborted) console.log(`${atMost} simulated items have come in; start again for more.`);
}
