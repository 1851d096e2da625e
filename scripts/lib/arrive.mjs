import { simulatedConnectionOf } from './example-flow.mjs';

/** Makes a fax or an SMS arrive at an example's simulated service, unless the user has deleted the connection. */
export async function arrive(nodeRed, example, item) {
  const id = simulatedConnectionOf(example);
  if (id !== undefined) await nodeRed.request(`/fax-sms/connections/${id}/inject`, { method: 'POST', body: item });
}
