import type { Facts } from '../domain/facts';
import type { Scope } from '../domain/event-key';
import { isRecord } from '../domain/is-record';

/** What the nodes of an instance wanted when it stopped in an orderly way, and when that was, in steady ms. */
export interface LeftWants {
  instance: string;
  wants: unknown;
  leftAt: number;
}

/**
 * Once an instance has stopped in an orderly way, the others can no longer read what its nodes want. So it is stored
 * for a while, for instances that start before it is back.
 */
export async function rememberLeft(store: Facts, scope: Scope, { instance, ...left }: LeftWants): Promise<void> {
  await store.remember(nameOf(scope, instance), left);
}

/** To be called when the instance is back, or has been away for too long to be waited for. */
export async function forgetLeft(store: Facts, scope: Scope, instance: string): Promise<void> {
  await store.remember(nameOf(scope, instance), undefined);
}

export async function recallLeft(store: Facts, scope: Scope): Promise<LeftWants[]> {
  const facts = await store.recallAll(nameOf(scope, ''));
  return [...facts].map(([instance, left]) => {
    const { wants, leftAt } = isRecord(left) ? left : {};
    return { instance, wants, leftAt: typeof leftAt === 'number' ? leftAt : -Infinity };
  });
}

function nameOf(scope: Scope, instance: string): string {
  return `left-wants:${scope}:${instance}`;
}
