import { BadInputError } from '../domain/errors';
import { smsParts } from '../domain/sms-parts';
import type { SmsOrder } from '../domain/job';

/** No vendor documents a limit. Longer texts rarely arrive complete, and every part is charged. */
const MAX_PARTS = 10;

/**
 * Half an emoji, as left by a cut in its middle. No encoding can carry it, so the recipient would get something else.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws `BadInputError` for a text that could not arrive unchanged. The message quotes nothing of the text. */
export function checkSmsText(text: string, characterset: SmsOrder['characterset']): void {
  if (text === '') throw new BadInputError('Text: is empty');
  if (LONE_SURROGATE.test(text)) {
    throw new BadInputError('Text: contains half a character, such as an emoji cut in two: cut the text elsewhere');
  }
  const { parts } = smsParts(text, characterset);
  if (parts > MAX_PARTS) throw new BadInputError(`Text: ${parts} parts, at most ${MAX_PARTS} can be sent: shorten it`);
}
