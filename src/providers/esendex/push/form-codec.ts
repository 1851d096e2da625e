import { compact } from '../../../domain/compact';
import type { WebhookAnswer } from '../../../domain/webhook';
import type { Answered, WebhookDecoded } from '../../provider';
import { decodeAccountEvent } from './account-event-codec';
import type { CodecContext } from './codec-context';
import { Fields, Unintelligible } from '../wire/fields';
import type { FormPair } from './parse-form';
import { loginOf } from './body-login';
import { rawForm } from '../wire/raw-fields';
import { unknownEvent } from '../events/unknown-event';

const DONE: WebhookAnswer = { status: 200 };

/** Decodes an Account Event Handler notification that was posted as a form. */
export function decodeForm(pairs: readonly FormPair[], context: CodecContext): WebhookDecoded {
  const raw = rawForm(pairs);
  const fields = Fields.ofForm(pairs, raw);
  const login = loginOf(fields);
  const answered: Answered = compact({ answer: DONE, login });
  try {
    const type = fields.text('notificationtype')?.trim();
    if (type === undefined || type === '') throw new Unintelligible('neither XML nor a notification form');
    const event = decodeAccountEvent({ type, fields, account: fields.text('account') }, context);
    return { outcome: 'events', events: [{ event: event ?? unknownEvent(raw, JSON.stringify(raw)) }], ...answered };
  } catch (thrown) {
    if (thrown instanceof Unintelligible) return { outcome: 'quarantine', reason: thrown.reason, ...answered };
    throw thrown;
  }
}
