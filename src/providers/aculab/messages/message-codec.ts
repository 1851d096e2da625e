import type { WebhookRequest } from '../../../domain/webhook';
import type { WebhookCodec, WebhookDecoded } from '../../provider';
import { rawFields } from '../../json/raw-fields';
import { correlationIn, MESSAGE_SUFFIXES, methodsOf } from '../wire/page-addresses';
import { readPageBody } from '../wire/page-body';
import { readMessageNotice, type MessageNotice } from './message-notice';
import { smsReceivedEvent } from './sms-received-event';
import { smsStatusEvent } from './sms-status-event';

const DONE = { status: 200 } as const;

/** Decodes the notifications of received SMS and the receipts of sent ones. */
export function createMessageCodec(country: string): WebhookCodec {
  return {
    methods: methodsOf(MESSAGE_SUFFIXES),
    decode: (request) => decode(request, country),
  };
}

function decode({ suffix, body, query }: WebhookRequest, country: string): WebhookDecoded {
  const fields = readPageBody({ body, query });
  // `raw` leaves out what must not be stored, such as the token.
  const raw = fields && rawFields(fields);
  const notice = raw && readMessageNotice(fields);
  if (!notice) return { outcome: 'quarantine', reason: 'not the notification of a message', answer: DONE };
  if (!isReceived(notice, suffix)) {
    const event = smsStatusEvent(notice, { country, raw, correlation: correlationIn(query) });
    return { outcome: 'events', events: [{ event }], answer: DONE };
  }
  const { text } = notice;
  if (text === undefined) return { outcome: 'quarantine', reason: 'a message without its text', answer: DONE };
  return {
    outcome: 'events',
    events: [{ event: smsReceivedEvent({ ...notice, text }, { country, raw }) }],
    answer: DONE,
  };
}

/** Both kinds look alike. If the fields do not tell which one it is, the requested page does. */
function isReceived({ direction }: MessageNotice, suffix: string): boolean {
  return (direction ?? (suffix === MESSAGE_SUFFIXES.message ? 'in' : 'out')) === 'in';
}
