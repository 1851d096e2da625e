import type { EventInfo } from '../../../src/domain/events';
import { isRecord } from '../../../src/domain/is-record';
import type { Telling } from '../../../src/outbox/final-reports';
import type { ConnectionNode } from '../connection/connection-node';
import { eventInfo } from '../receiving/event-info';
import type { Message } from '../node-red';

/**
 * The message that tells of a job: the one that began it, with the status as its payload. An `event` of its own, such as
 * that of a received fax, stays, so that `mark-received` works behind a sender; so does its topic.
 */
export function tellingMessage(telling: Telling, connection: ConnectionNode): Message {
  const { message, status, redelivered, report } = telling;
  const own = message.event;
  const event = isRecord(own) ? { ...own, ...(redelivered && { redelivered }) } : eventOf(telling, connection);
  const { topic } = message;
  const isUnnamed = topic === undefined || topic === null || topic === '';
  const told = { topic: isUnnamed ? status.id : topic, jobId: status.id, payload: status, event };
  return { ...message, ...told, ...(report && { report }) };
}

function eventOf({ status, ...telling }: Telling, connection: ConnectionNode): EventInfo {
  const occurredAt = 'occurredAt' in status ? status.occurredAt : undefined;
  return eventInfo({ ...telling, ...(occurredAt !== undefined && { occurredAt }) }, connection);
}
