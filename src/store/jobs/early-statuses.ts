import type { Scope } from '../../domain/event-key';
import { firstNumber } from '../events/reading';
import type { HeldStatus } from '../job-store';
import { below, keyOf, upTo } from '../path';
import { listPage, type Hand, type Row, type Rows } from '../rows';

export function holdStatus(rows: Rows, item: HeldStatus): Promise<void> {
  return rows.change([heldKey(item.scope, item.key)], (hand) => holdInHand(hand, item));
}

export function holdInHand(hand: Hand, item: HeldStatus): void {
  if (hand.get(heldKey(item.scope, item.key)) === undefined) hand.replace(undefined, heldRow(item));
}

export function releaseStatus(rows: Rows, scope: Scope, key: string): Promise<void> {
  return rows.change([heldKey(scope, key)], (hand) => {
    const text = hand.get(heldKey(scope, key));
    if (text !== undefined) hand.replace(heldRow(JSON.parse(text) as HeldStatus), undefined);
  });
}

const ALL = 1_000;

export async function readHeldFor(rows: Rows, scope: Scope, providerId: string): Promise<HeldStatus[]> {
  const page = await listPage(rows, { ...below(ofProviderId({ scope, providerId })), limit: ALL });
  return page.map(([, text]) => JSON.parse(text) as HeldStatus);
}

export async function readHeldDue(rows: Rows, scope: Scope, now: number, limit: number): Promise<HeldStatus[]> {
  const page = await listPage(rows, { ...upTo(heldUntil(scope), now), limit });
  return page.map(([, text]) => JSON.parse(text) as HeldStatus);
}

export function readNextHeld(rows: Rows, scope: Scope): Promise<number | undefined> {
  return firstNumber(rows, [heldUntil(scope)]);
}

function heldRow(item: HeldStatus): Row {
  const { scope, key, providerId, until } = item;
  const value = JSON.stringify(item);
  return {
    key: heldKey(scope, key),
    value,
    places: [
      { path: keyOf('held-provider-id', scope, providerId.toLowerCase(), key), shows: value },
      { path: keyOf('held-until', scope, until, key), shows: value },
    ],
  };
}

function heldKey(scope: Scope, key: string): string {
  return keyOf('held', scope, key);
}

function ofProviderId({ scope, providerId }: Pick<HeldStatus, 'scope' | 'providerId'>): string {
  return keyOf('held-provider-id', scope, providerId.toLowerCase());
}

function heldUntil(scope: Scope): string {
  return keyOf('held-until', scope);
}
