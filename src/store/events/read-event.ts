import { EVENT_KINDS } from '../../domain/events';
import { OPEN_STATES, type EventHead } from '../event-row';
import { rowReader } from '../read-row';
import type { PendingAck } from '../store';
import type { StoredEvent } from './stored-event';

const HEAD = {
  key: 'string',
  scope: 'string',
  kind: EVENT_KINDS,
  state: [...OPEN_STATES, 'completed'],
  seq: 'number',
  to: 'string?',
  providerId: 'string',
  storedAt: 'number',
  size: 'count',
  expired: 'count',
  suspect: 'record?',
  deadBy: 'string?',
  fetchFailures: 'count',
  owner: 'string?',
} as const;

export const readStoredEvent = rowReader<StoredEvent>('an event', {
  ...HEAD,
  connection: 'string',
  source: 'string',
  payload: 'record',
  raw: 'record',
  occurredAt: 'string?',
  document: 'record?',
  missing: 'string?',
  hashes: 'record',
  conflicts: 'count',
  attempt: 'count',
  crashes: 'count',
  survived: 'boolean?',
  leaseUntil: 'number?',
  dueAt: 'number?',
  completedAt: 'number?',
  completedAs: 'string?',
  ack: 'string?',
  ackedAt: 'number?',
  keepUntil: 'number?',
  ackPlan: 'record?',
  conflict: 'string?',
  goneInARow: 'number?',
  spare: 'record?',
  untold: 'boolean?',
  tellings: 'number?',
  tellAgainAt: 'number?',
});

/** What a list shows of an event. */
export const readEventHead = rowReader<EventHead>('the index entry of an event', HEAD);

export const readPendingAck = rowReader<PendingAck>('an acknowledgement', {
  key: 'string',
  scope: 'string',
  kind: EVENT_KINDS,
  providerId: 'string',
  action: ['keep', 'delete'],
  failures: 'count',
  dueAt: 'number',
});
