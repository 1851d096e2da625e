import type { SpecialNumbers } from '../../src/domain/special-numbers';

export type SendKind = keyof SpecialNumbers;

/** The most pages of a test fax, and the most characters of a test item's text and numbers. */
export const TEST_ITEM_LIMITS = { pages: 50, text: 1_000, number: 40 };
