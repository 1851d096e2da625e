import type { WebhookDecoded } from '../../provider';
import type { Fields } from '../wire/fields';
import { Unintelligible } from '../wire/unintelligible';

/** The user name and password that the older protocols carry in the body; undefined = none that could be right. */
export function loginOf(fields: Fields): WebhookDecoded['login'] {
  try {
    const username = fields.text('username');
    const password = fields.text('password');
    return username === undefined || password === undefined ? undefined : { username, password };
  } catch (thrown) {
    if (thrown instanceof Unintelligible) return undefined;
    throw thrown;
  }
}
