import { BadInputError } from '../../../domain/errors';
import type { SmsOrder } from '../../../domain/job';
import { checkSmsText } from '../../check-sms-text';
import { fitsXml } from '../../xml/escape-text';
import { goesAsXml } from './dispatcher-request';

/** The rules of the vendor's own clients. */
const SENDER_NUMBER = /^\+?\d{1,20}$/;
const SENDER_NAME = /^[A-Za-z0-9 *$?!"#%&_\-,.@'+]{1,11}$/;
const MAX_VALIDITY_HOURS = 72;

/** Throws `BadInputError`. The message names the property but quotes no content. */
export function checkSms(order: SmsOrder): void {
  const { to, from, text, characterset, validity, sendAt } = order;
  if (!/^\+?\d{6,15}$/.test(to)) throw new BadInputError('To: needs a phone number of 6 to 15 digits');
  if (from !== '' && !SENDER_NUMBER.test(from) && !SENDER_NAME.test(from)) {
    throw new BadInputError(
      'Sender: must be a number of at most 20 digits, or at most 11 letters, digits and simple signs',
    );
  }
  checkSmsText(text, characterset);
  if (!Number.isInteger(validity) || validity < 0 || validity > MAX_VALIDITY_HOURS) {
    throw new BadInputError(`Valid for: must be 0 (longest) to ${MAX_VALIDITY_HOURS} hours`);
  }
  if (sendAt !== undefined && Number.isNaN(Date.parse(sendAt)))
    throw new BadInputError('Send at: not a time: write it like 2027-01-31T09:00:00Z');
  if (goesAsXml(order) && !fitsXml(text)) {
    throw new BadInputError('Text: contains a control character, which Esendex does not accept: remove it');
  }
}
