import type { EventOf } from '../../../domain/events';
import type { SmsState } from '../../../domain/sms';
import { readTime } from '../../../domain/provider-time';
import type { XmlElement } from '../../xml/xml-element';
import { readId } from '../wire/wire-values';
import { smsStateOf } from '../events/sms-state';
import { Fields, Unintelligible } from '../wire/fields';
import { readFailure, smsStatusEvent } from '../events/sms-status-event';

/** The field with the time of each state, for headers without `laststatusat`. */
const STATE_TIMES: Partial<Record<SmsState, string>> = {
  accepted: 'submittedat',
  sent: 'sentat',
  delivered: 'deliveredat',
};

/** Reads a sent message's header as the status event that a receipt would have brought. Throws `Unintelligible`. */
export function sentStatusEvent(element: XmlElement): EventOf<'sms.status'> {
  const fields = Fields.of(element);
  const messageId = readId(element.attributes.get('id'));
  const name = fields.text('status')?.trim() ?? '';
  if (messageId === undefined || name === '') throw new Unintelligible('no usable id or status');
  const state = smsStateOf(name);
  // A header may have a failure reason although the message has not failed, so only the status decides.
  const hasFailed = state === 'failed' || state === 'rejected' || state === 'expired';
  const failure = hasFailed ? readFailure(fields.inside('failurereason')) : undefined;
  const occurredAt = readTime(fields.text('laststatusat')) ?? readTime(fields.text(STATE_TIMES[state] ?? ''));
  return smsStatusEvent({ messageId, state, name, failure, occurredAt, raw: fields.raw });
}
