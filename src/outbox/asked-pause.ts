import { fromNow } from '../domain/clock';
import type { OutboxContext } from './outbox-context';

/** docs/contract.md#webhooks. */
const LONGEST_MS = 60 * 60_000;

type Context = Pick<OutboxContext, 'store' | 'scope' | 'clock'>;

/** Keeps until when the provider asked us to send nothing: that outlasts a deploy and a restart. */
export async function keepAskedPause({ store, scope }: Context, until: number): Promise<void> {
  await store.remember(nameOf(scope), until);
}

/** 0 = there is none. */
export async function keptPause({ store, scope, clock }: Context): Promise<number> {
  const until = await store.recall(nameOf(scope));
  // Whatever is kept must not shut the outbox for longer than any provider may ask.
  const latest = fromNow(clock, LONGEST_MS);
  return typeof until === 'number' && until <= latest ? until : 0;
}

function nameOf(scope: string): string {
  return `send-pause:${scope}`;
}
