import type { EventInfo } from '../../../src/domain/events';
import type { Offer } from '../../../src/inbox/receiver';
import type { ConnectionNode } from '../connection/connection-node';

/** `msg.event` of every message from a source node. */
export function eventInfo(offer: Omit<Offer, 'connection' | 'payload'>, connection: ConnectionNode): EventInfo {
  return {
    key: offer.key,
    kind: offer.kind,
    provider: connection.provider,
    connection: connection.id,
    connectionName: connection.name ?? '',
    source: offer.source,
    storedAt: offer.storedAt,
    ...(offer.occurredAt !== undefined && { occurredAt: offer.occurredAt }),
    attempt: offer.attempt,
    redelivered: offer.redelivered,
    raw: offer.raw,
  };
}
