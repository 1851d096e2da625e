import type { SpecialNumbers } from '../../src/domain/special-numbers';

export type SendKind = keyof SpecialNumbers;

/** Of one test item. */
export const TEST_ITEM_LIMITS = { pages: 50, text: 1_000, number: 40 };
