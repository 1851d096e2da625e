import { numberList } from '../../src/domain/numbers/number-list';
import { takeApart } from '../../src/domain/numbers/written-number';

/**
 * The position of the first number in `To` that cannot be a phone number, counted from 1; 0 if `To` is a single number;
 * undefined if all are plausible.
 */
export function unreadableRecipient(text: string): number | undefined {
  const { numbers, isList } = numberList(text);
  const index = numbers.findIndex((number) => typeof number === 'string' && 'fault' in takeApart(number));
  if (index < 0) return undefined;
  return isList ? index + 1 : 0;
}

/** Does one of these numbers need a country to complete it? */
export function hasNationalNumber(text: string): boolean {
  return numberList(text).numbers.some((number) => {
    const taken = typeof number === 'string' ? takeApart(number) : undefined;
    return (
      taken !== undefined && 'written' in taken && !taken.written.hasPlus && !taken.written.digits.startsWith('00')
    );
  });
}
