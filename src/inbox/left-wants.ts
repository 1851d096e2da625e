import type { Facts } from '../domain/facts';
import type { Scope } from '../domain/event-key';
import { isRecord } from '../domain/is-record';

/** What an instance wanted that has left in order, and when it did; steady ms. */
export interface LeftWants {
  instance: string;
  wants: unknown;
  leftAt: number;
}

/**
 * When an instance stops in order, the others can no longer read what it wants. So that stays in the store for a while, for
 * instances that start before it is back.
 */
export async function rememberLeft(store: Facts, scope: Scope, { instance, ...left }: LeftWants): Promise<void> {
  await store.remember(nameOf(scope, instance), left);
}

/** It is back, or nobody waits for it any longer. */
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
