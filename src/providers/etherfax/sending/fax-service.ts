import { BadDocumentError, BadInputError } from '../../../domain/errors';
import type { FaxType } from '../../../documents/outgoing/outgoing-request';
import type { FaxOrder } from '../../../domain/job';
import { documentOf, LOST_DOCUMENT } from '../../document-of';
import { badAnswer } from '../../http/bad-answer';
import { sendFailure } from '../../http/send-failure';
import type { FaxService, SendResult } from '../../provider';
import type { EtherFaxClient } from '../wire/etherfax-client';
import { decodeFaxStatus } from '../codec/fax-status-codec';
import { outboxForm } from './outbox-form';
import type { OutboxProbe } from './outbox-probe';
import { decodeSendReply } from './send-reply-codec';

const SENDABLE: readonly FaxType[] = ['image/tiff', 'application/pdf', 'application/x-senx'];
/** etherFAX's limit for `LocalId`, in characters. */
const MAX_STATION_ID = 21;

/** Sends faxes by etherFAX. One POST makes one call; the service never redials. */
export function createFaxService(client: EtherFaxClient, probe: OutboxProbe): FaxService {
  return {
    takes: SENDABLE,
    check,

    async send(call, signal) {
      const document = await documentOf(call);
      if (document === undefined) {
        return { outcome: 'refused', verdict: { cause: 'bad-document', retryable: false, message: LOST_DOCUMENT } };
      }
      const form = outboxForm({ order: call.order, correlation: call.correlation, document });
      try {
        const result = decodeSendReply(await client.postOutbox(form, signal));
        if (isItsOwn(result)) probe.answered();
        return result;
      } catch (error) {
        return sendFailure(error);
      }
    },

    confirm: (signal) => probe.confirm(signal),

    async status(providerId, signal) {
      const decoded = decodeFaxStatus(await client.status(providerId, signal));
      const [incoming] = decoded.outcome === 'events' ? decoded.events : [];
      const isAskedFor = incoming?.event.providerId.toLowerCase() === providerId.toLowerCase();
      if (incoming && isAskedFor) return incoming.event;
      throw badAnswer('is not the status asked for');
    },
  };
}

/** Whether the outbox itself gave this answer: a gateway knows neither job ids nor results. */
function isItsOwn(result: SendResult): boolean {
  if (result.outcome === 'refused') return !result.isBare;
  return result.outcome === 'accepted' || (result.outcome === 'not-now' && result.reason === 'busy');
}

function check({ to, stationId, documents }: FaxOrder): void {
  if (!/\d/.test(to)) throw new BadInputError('To: needs a fax number');
  if (stationId.length > MAX_STATION_ID) {
    throw new BadInputError(`Station id: at most ${MAX_STATION_ID} characters`);
  }
  if (documents.length === 0) throw new BadDocumentError('a document is needed');
  if (documents.some(({ type }) => !(SENDABLE as readonly string[]).includes(type))) {
    throw new BadDocumentError('etherFAX accepts TIFF and PDF: convert the document first');
  }
  if (documents.length > 1 && documents.some(({ type }) => type !== 'image/tiff')) {
    throw new BadDocumentError('several documents in one fax must all be TIFF');
  }
}
