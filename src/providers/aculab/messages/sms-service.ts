import { BadInputError, ProviderUnavailableError } from '../../../domain/errors';
import type { SmsOrder } from '../../../domain/job';
import { checkSmsText } from '../../check-sms-text';
import { sendFailure } from '../../http/send-failure';
import type { SmsService } from '../../provider';
import type { AculabClient } from '../wire/aculab-client';
import { wireNumber } from '../wire/wire-values';
import { openPages, statusPageOf } from '../wire/page-addresses';

/**
 * Sends SMS by `msg_send`. Aculab reports the outcome to our status page. `pagesUrl` is the public address of our
 * pages, without a slash at the end.
 */
export function createSmsService(client: AculabClient, pagesUrl: () => string): SmsService {
  return {
    check,

    async send({ order, correlation }, signal) {
      const [to = '', from = ''] = [wireNumber(order.to), wireNumber(order.from)];
      const pages = openPages(pagesUrl);
      if (pages === undefined) return { outcome: 'not-now', reason: 'down' };
      try {
        const statusPage = statusPageOf(correlation, pages);
        const providerId = await client.sendMessage({ to, from, content: order.text, statusPage }, signal);
        return { outcome: 'accepted', providerId };
      } catch (error) {
        return sendFailure(error);
      }
    },

    // `msg_status` exists, but neither its parameters nor its answer are documented.
    status: () => Promise.reject(new ProviderUnavailableError('Aculab cannot be asked for the status of an SMS')),
  };
}

/** Throws `BadInputError`. The message names the property but quotes no content. */
function check({ to, from, text, characterset, validity, sendAt }: SmsOrder): void {
  if (wireNumber(to) === undefined) throw new BadInputError('To: write it with + and country code');
  if (wireNumber(from) === undefined)
    throw new BadInputError('Sender: needs one of your numbers, with + and country code, without letters');
  checkSmsText(text, 'Auto');
  if (characterset !== 'Auto') throw new BadInputError('Characters: Aculab chooses them, so it must be Auto');
  if (validity !== 0) throw new BadInputError('Valid for: Aculab has no such setting, so it must be 0');
  if (sendAt !== undefined) throw new BadInputError('Send at: Aculab sends at once, so it must be empty');
}
