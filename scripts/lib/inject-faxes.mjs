import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 5000;
const atMost = 200; // a Node-RED left running over a weekend shall not fill the disk

/** Puts a fax into the simulated inbox every few seconds, until `signal` aborts. */
export async function injectFaxes({ nodeRed, connectionId, signal }) {
  let failed = false;
  for (let count = 0; count < atMost && !signal.aborted; count += 1) {
    try {
      await nodeRed.request(`/fax-sms/connections/${connectionId}/inject`, { method: 'POST', body: { kind: 'fax' } });
      failed = false;
    } catch (error) {
      if (!failed && !signal.aborted) console.log(`No simulated fax: ${error.message}`);
      failed = true;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
  if (!signal.aborted) console.log(`${atMost} simulated faxes have come in; start again for more.`);
}
