import { BadInputError } from '../domain/errors';
import { smsParts } from '../domain/sms-parts';
import type { SmsOrder } from '../domain/job';

/** No vendor names a limit; more parts than this hardly ever arrive whole, and each is charged. */
const MAX_PARTS = 10;

/** Half of a pair, as cutting a text inside an emoji leaves one: no encoding has it, so something else would arrive. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws `BadInputError` for a text that could not arrive as it is; its message holds nothing of it. */
export function checkSmsText(text: string, characterset: SmsOrder['characterset']): void {
  if (text === '') throw new BadInputError('Text: is empty');
  if (LONE_SURROGATE.test(text)) {
    throw new BadInputError('Text: contains half a character, such as an emoji cut in two: cut the text elsewhere');
  }
  const { parts } = smsParts(text, characterset);
  if (parts > MAX_PARTS) throw new BadInputError(`Text: ${parts} parts, at most ${MAX_PARTS} can be sent: shorten it`);
}
