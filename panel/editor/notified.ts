import type { Attention } from './attention';
import { fields } from './wire';

const NAME = 'pushline-told';

/** What the user of this browser was notified of, so that a reload or a second tab does not notify again. */
export function readNotified(): Attention {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    return Object.fromEntries(
      Object.entries(fields(known)).filter((one): one is [string, number] => typeof one[1] === 'number'),
    );
  } catch {
    return {};
  }
}

export function keepNotified(attention: Attention): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(attention));
  } catch {
    // Without storage the user is notified once on each page.
  }
}
