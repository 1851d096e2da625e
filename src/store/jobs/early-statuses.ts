import type { Scope } from '../../domain/event-key';
import { firstNumber } from '../events/reading';
import type { EarlyStatus } from '../job-store';
import { below, keyOf, upTo } from '../path';
import { rowReader } from '../read-row';
import { listPage, type Hand, type Row, type Rows } from '../rows';

export function keepEarlyStatus(rows: Rows, item: EarlyStatus): Promise<void> {
  return rows.change([earlyKey(item.scope, item.key)], (hand) => earlyInHand(hand, item));
}

export function earlyInHand(hand: Hand, item: EarlyStatus): void {
  if (hand.get(earlyKey(item.scope, item.key)) === undefined) hand.replace(undefined, earlyRow(item));
}

export function dropEarlyStatus(rows: Rows, scope: Scope, key: string): Promise<void> {
  return rows.change([earlyKey(scope, key)], (hand) => {
    const text = hand.get(earlyKey(scope, key));
    if (text !== undefined) hand.replace(earlyRow(readEarlyStatus(text, hand)), undefined);
  });
}

export const readEarlyStatus = rowReader<EarlyStatus>('an early status', {
  scope: 'string',
  key: 'string',
  providerId: 'string',
  event: 'record',
  source: ['push', 'webhook', 'poll'],
  until: 'number',
});

const ALL = 1_000;

export async function readEarlyFor(rows: Rows, scope: Scope, providerId: string): Promise<EarlyStatus[]> {
  const page = await listPage(rows, { ...below(ofProviderId({ scope, providerId })), limit: ALL });
  return page.map(([, text]) => readEarlyStatus(text, rows));
}

export async function readEarlyDue(rows: Rows, scope: Scope, now: number, limit: number): Promise<EarlyStatus[]> {
  const page = await listPage(rows, { ...upTo(earlyUntil(scope), now), limit });
  return page.map(([, text]) => readEarlyStatus(text, rows));
}

export function readNextEarly(rows: Rows, scope: Scope): Promise<number | undefined> {
  return firstNumber(rows, [earlyUntil(scope)]);
}

function earlyRow(item: EarlyStatus): Row {
  const { scope, key, providerId, until } = item;
  const value = JSON.stringify(item);
  return {
    key: earlyKey(scope, key),
    value,
    places: [
      { path: keyOf('held-provider-id', scope, providerId.toLowerCase(), key), shows: value },
      { path: keyOf('held-until', scope, until, key), shows: value },
    ],
  };
}

function earlyKey(scope: Scope, key: string): string {
  return keyOf('held', scope, key);
}

function ofProviderId({ scope, providerId }: Pick<EarlyStatus, 'scope' | 'providerId'>): string {
  return keyOf('held-provider-id', scope, providerId.toLowerCase());
}

function earlyUntil(scope: Scope): string {
  return keyOf('held-until', scope);
}
