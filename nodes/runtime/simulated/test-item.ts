import { SPECIAL_NUMBERS } from '../../../src/domain/special-numbers';
import { TEST_ITEM_LIMITS, type SendKind } from '../../rules/test-items';
import { AdminError } from '../admin-answer';

const { pages: MAX_PAGES, text: MAX_TEXT, number: MAX_NUMBER } = TEST_ITEM_LIMITS;

/** Throws `AdminError` for values that are most likely typing errors. */
export function checkTestItem(item: Record<string, unknown>): void {
  const { pages, text, from, to } = item;
  if (pages !== undefined && !isPages(pages))
    throw new AdminError(400, `pages must be a number from 1 to ${MAX_PAGES}`);
  if (text !== undefined && !isShort(text, MAX_TEXT)) {
    throw new AdminError(400, `text must have at most ${MAX_TEXT} characters`);
  }
  for (const [name, number] of Object.entries({ from, to })) {
    if (number !== undefined && !isShort(number, MAX_NUMBER)) {
      throw new AdminError(400, `${name} must be a number or a name of at most ${MAX_NUMBER} characters`);
    }
  }
}

/** The special number of an outcome; undefined: each number decides by itself. Throws `AdminError`. */
export function outcomeNumber(sends: unknown, outcome: unknown): { kind: SendKind; number: string | undefined } {
  if (sends !== 'fax' && sends !== 'sms') throw new AdminError(400, 'sends must be fax or sms');
  if (outcome === undefined || outcome === '') return { kind: sends, number: undefined };
  const numbers: Record<string, string> = SPECIAL_NUMBERS[sends];
  const number = typeof outcome === 'string' && Object.hasOwn(numbers, outcome) ? numbers[outcome] : undefined;
  if (number === undefined) throw new AdminError(400, `outcome must be one of ${Object.keys(numbers).join(', ')}`);
  return { kind: sends, number };
}

/** 0 pages are a call without a fax; a simulator that has no such calls refuses it itself. */
function isPages(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_PAGES;
}

function isShort(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length <= most;
}
