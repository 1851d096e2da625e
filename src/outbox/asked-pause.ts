import { fromNow } from '../domain/clock';
import type { OutboxContext } from './outbox-context';

/** docs/contract.md#webhooks. */
const LONGEST_MS = 60 * 60_000;

type Context = Pick<OutboxContext, 'store' | 'scope' | 'clock'>;

/**
 * Stores until when the provider has asked us to send nothing (steady ms), so that it outlasts a deploy and a restart.
 */
export async function keepAskedPause({ store, scope }: Context, until: number): Promise<void> {
  await store.remember(nameOf(scope), until);
}

/** The end of the stored pause in steady ms; 0 = there is none. */
export async function keptPause({ store, scope, clock }: Context): Promise<number> {
  const until = await store.recall(nameOf(scope));
  // A wrong value must not stop the outbox for longer than a provider may ask for.
  const latest = fromNow(clock, LONGEST_MS);
  return typeof until === 'number' && until <= latest ? until : 0;
}

function nameOf(scope: string): string {
  return `send-pause:${scope}`;
}
