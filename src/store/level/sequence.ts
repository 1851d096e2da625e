import { keyOf } from './key-space';
import type { View } from './view';

export const SEQUENCE_KEY = keyOf('meta', 'sequence');

/** The next place in accept order, the same row's for ever; durable with the batch that uses it. */
export async function nextSequence(view: View): Promise<number> {
  const next = Number((await view.get(SEQUENCE_KEY)) ?? 0) + 1;
  view.put(SEQUENCE_KEY, String(next));
  return next;
}
