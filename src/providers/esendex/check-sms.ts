import { BadInputError } from '../../domain/errors';
import type { SmsOrder } from '../../domain/job';
import { smsParts } from '../../domain/sms-parts';

/** What the vendor's own clients check (protocols/esendex.md, conformance case 14). */
const SENDER_NUMBER = /^\+?\d{1,20}$/;
const SENDER_NAME = /^[A-Za-z0-9 *$?!"#%&_\-,.@'+]{1,11}$/;
const MAX_VALIDITY_HOURS = 72;
/** The vendor names no limit; more parts than this hardly ever arrive whole, and each is charged. */
export const MAX_PARTS = 10;

/** Throws `BadInputError`; its message names what is wrong and no content. */
export function checkSms({ to, from, text, characterset, validity, sendAt }: SmsOrder): void {
  if (!/^\+?\d{6,15}$/.test(to)) throw new BadInputError('to: needs a phone number of 6 to 15 digits');
  if (from !== '' && !SENDER_NUMBER.test(from) && !SENDER_NAME.test(from)) {
    throw new BadInputError('from: a number of at most 20 digits, or at most 11 letters, digits and simple signs');
  }
  if (text === '') throw new BadInputError('text: is empty');
  const { parts } = smsParts(text, characterset);
  if (parts > MAX_PARTS) throw new BadInputError(`text: ${parts} parts, at most ${MAX_PARTS} can be sent: shorten it`);
  if (!Number.isInteger(validity) || validity < 0 || validity > MAX_VALIDITY_HOURS) {
    throw new BadInputError(`validity: 0 (longest) to ${MAX_VALIDITY_HOURS} hours`);
  }
  if (sendAt !== undefined && Number.isNaN(Date.parse(sendAt))) throw new BadInputError('sendAt: is no time');
}
