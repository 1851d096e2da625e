import type { Attention } from './attention';
import { fields } from './wire';

const NAME = 'pushline-told';

/** What this browser's user was told of, so that a reload, or a second tab, does not tell it again. */
export function readTold(): Attention {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(NAME) ?? '{}');
    return Object.fromEntries(
      Object.entries(fields(known)).filter((one): one is [string, number] => typeof one[1] === 'number'),
    );
  } catch {
    return {};
  }
}

export function keepTold(attention: Attention): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(attention));
  } catch {
    // Without storage it is told once a page.
  }
}
