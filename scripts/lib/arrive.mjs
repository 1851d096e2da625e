import { simulatedConnectionOf } from './example-flow.mjs';

/** Lets a fax or an SMS arrive at the simulated service of an example; nothing happens where its connection is deleted. */
export async function arrive(nodeRed, example, item) {
  const id = simulatedConnectionOf(example);
  if (id !== undefined) await nodeRed.request(`/fax-sms/connections/${id}/inject`, { method: 'POST', body: item });
}
