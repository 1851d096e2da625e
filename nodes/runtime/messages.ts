import { compact } from '../../src/domain/compact';
import type { EventInfo } from '../../src/domain/events';
import { isRecord } from '../../src/domain/is-record';
import type { Offer } from '../../src/inbox/source-nodes';
import type { JobReport } from '../../src/outbox/sending-nodes';
import type { Message } from './node-red';

interface NamedConnection {
  id: string;
  name?: string;
  provider: EventInfo['provider'];
}

/** `msg.event` of every message from a source node. */
export function eventInfo(offer: Omit<Offer, 'connection' | 'payload'>, connection: NamedConnection): EventInfo {
  return compact({
    key: offer.key,
    kind: offer.kind,
    provider: connection.provider,
    connection: connection.id,
    connectionName: connection.name ?? '',
    source: offer.source,
    storedAt: offer.storedAt,
    occurredAt: offer.occurredAt,
    attempt: offer.attempt,
    redelivered: offer.redelivered,
    raw: offer.raw,
  });
}

/**
 * The message of a sending node: the one that submitted the job, with the job's status as its payload. Its own
 * `event`, such as that of a received fax, stays, so that `mark-received` works behind the sending node; so does its
 * topic.
 */
export function reportMessage(report: JobReport, connection: NamedConnection): Message {
  const { message, status, redelivered, pdf } = report;
  const own = message.event;
  const event = isRecord(own) ? (redelivered ? { ...own, redelivered } : own) : eventOf(report, connection);
  const { topic } = message;
  const isUnnamed = topic === undefined || topic === null || topic === '';
  const news = { topic: isUnnamed ? status.id : topic, jobId: status.id, payload: status, event };
  return pdf ? { ...message, ...news, report: pdf } : { ...message, ...news };
}

function eventOf({ status, ...report }: JobReport, connection: NamedConnection): EventInfo {
  const occurredAt = 'occurredAt' in status ? status.occurredAt : undefined;
  return eventInfo(compact({ ...report, occurredAt }), connection);
}
