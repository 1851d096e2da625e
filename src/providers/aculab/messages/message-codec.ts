import type { WebhookRequest } from '../../../domain/webhook';
import type { WebhookCodec, WebhookDecoded } from '../../provider';
import { decodePage } from '../pages/page-codec';
import { MESSAGE_SUFFIXES, type MessagePage } from '../call/call-page';
import { smsReceivedEvent } from './sms-received-event';
import { smsStatusEvent } from './sms-status-event';
import { correlationIn } from '../wire/page-addresses';

const DONE = { status: 200 } as const;

/** The notifications of SMS: received ones, and the receipts of those that were sent. */
export function createMessageCodec(country: string): WebhookCodec {
  return {
    methods: Object.fromEntries(Object.values(MESSAGE_SUFFIXES).map((suffix) => [suffix, ['POST', 'GET']])),
    decode: (request) => decode(request, country),
  };
}

function decode({ suffix, body, query }: WebhookRequest, country: string): WebhookDecoded {
  const page = decodePage({ suffix, body, query });
  if (!page || 'instanceId' in page) {
    return { outcome: 'quarantine', reason: 'not the notification of a message', answer: DONE };
  }
  const { notice, raw } = page;
  const event = isReceived(page)
    ? smsReceivedEvent(notice, { country, raw })
    : smsStatusEvent(notice, { country, raw, correlation: correlationIn(query) });
  return { outcome: 'events', events: [{ event }], answer: DONE };
}

/** Both kinds look alike; where neither says which it is, the page tells. */
function isReceived({ page, notice }: MessagePage): boolean {
  return (notice.direction ?? (page === 'message' ? 'in' : 'out')) === 'in';
}
