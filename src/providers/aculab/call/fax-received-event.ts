import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import type { FaxReceivedDetails } from '../../../domain/fax';
import { instanceIdIn, readNumber } from '../wire/wire-values';
import type { CallRow } from './call-row';
import { remoteIdOf } from './fax-status-event';
import { storedKey } from '../wire/stored-name';
import { readCount } from '../../json/read-value';

export interface ReceivedFax {
  /** The stored file's name, as Aculab wrote it. */
  name: string;
  /** undefined when we do not know the call. */
  call: CallRow | undefined;
  /** ISO 8601, UTC. */
  receivedAt: string | undefined;
  country: string;
  raw: Record<string, unknown>;
}

/**
 * The event of a received fax, without its document. Its key is the stored file's name, which is the same
 * in a page and in the file list.
 */
export function faxReceivedEvent({ name, call, receivedAt, country, raw }: ReceivedFax): EventOf<'fax.received'> {
  const speed = readCount(call?.negotiated?.['data_rate']);
  const remoteId = remoteIdOf(call?.negotiated);
  const payload: FaxReceivedDetails = compact({
    // The same id as in the call's statuses.
    id: call?.id ?? instanceIdIn(name) ?? storedKey(name),
    providerId: name,
    from: readNumber(call?.from, country),
    to: readNumber(call?.to, country),
    remoteId,
    receivedAt,
    pages: call?.pages,
    seconds: call?.seconds,
    speed,
  });
  return compact({
    kind: 'fax.received',
    keyId: storedKey(name),
    providerId: name,
    payload,
    occurredAt: receivedAt,
    raw,
  });
}
