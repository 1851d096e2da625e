import { numberList } from '../../src/domain/numbers/number-list';
import { takeApart } from '../../src/domain/numbers/written-number';

/**
 * Which number of a text in `To` cannot be a phone number, counted from 1; 0 if it is the only one; undefined if all
 * can be.
 */
export function unreadableRecipient(text: string): number | undefined {
  const { numbers, isList } = numberList(text);
  const index = numbers.findIndex((number) => typeof number === 'string' && 'fault' in takeApart(number));
  if (index < 0) return undefined;
  return isList ? index + 1 : 0;
}

/** Would one of these numbers need a country to complete it? */
export function hasNationalNumber(text: string): boolean {
  return numberList(text).numbers.some((number) => {
    const taken = typeof number === 'string' ? takeApart(number) : undefined;
    return (
      taken !== undefined && 'written' in taken && !taken.written.hasPlus && !taken.written.digits.startsWith('00')
    );
  });
}
