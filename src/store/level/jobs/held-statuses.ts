import type { Scope } from '../../../domain/event-key';
import type { HeldStatus } from '../../job-store';
import type { Change } from '../batch-writer';
import { below, keyOf, numberAfter, upTo } from '../key-space';
import type { Reader } from '../reader';
import type { View } from '../view';

function heldKey(scope: Scope, key: string): string {
  return keyOf('held', scope, key);
}

function ofProviderId({ scope, providerId }: Pick<HeldStatus, 'scope' | 'providerId'>): string {
  return keyOf('held-provider-id', scope, providerId.toLowerCase());
}

function heldUntil(scope: Scope): string {
  return keyOf('held-until', scope);
}

export function holdChange(item: HeldStatus): Change<void> {
  const key = heldKey(item.scope, item.key);
  return {
    reads: [key],
    async run(view) {
      if ((await view.get(key)) !== undefined) return;
      const text = JSON.stringify(item);
      view.put(key, text);
      view.put(keyOf('held-provider-id', item.scope, item.providerId.toLowerCase(), item.key), text);
      view.put(keyOf('held-until', item.scope, item.until, item.key), text);
    },
  };
}

export function unholdChange(scope: Scope, key: string): Change<void> {
  return { reads: [heldKey(scope, key)], run: (view) => unhold(view, heldKey(scope, key)) };
}

async function unhold(view: View, key: string): Promise<void> {
  const text = await view.get(key);
  if (text === undefined) return;
  const item = JSON.parse(text) as HeldStatus;
  view.del(key);
  view.del(keyOf('held-provider-id', item.scope, item.providerId.toLowerCase(), item.key));
  view.del(keyOf('held-until', item.scope, item.until, item.key));
}

const ALL = 1_000;

export async function readHeldFor(reader: Reader, scope: Scope, providerId: string): Promise<HeldStatus[]> {
  const entries = await reader.page({ ...below(ofProviderId({ scope, providerId })), limit: ALL });
  return entries.map(([, text]) => JSON.parse(text) as HeldStatus);
}

export async function readHeldDue(reader: Reader, scope: Scope, now: number, limit: number): Promise<HeldStatus[]> {
  const entries = await reader.page({ ...upTo(heldUntil(scope), now), limit });
  return entries.map(([, text]) => JSON.parse(text) as HeldStatus);
}

export async function readNextHeld(reader: Reader, scope: Scope): Promise<number | undefined> {
  const [first] = await reader.page({ ...below(heldUntil(scope)), limit: 1 });
  return first && numberAfter(heldUntil(scope), first[0]);
}
