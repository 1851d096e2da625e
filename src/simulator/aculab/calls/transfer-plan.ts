/** The vendor's words for how a fax ended, as its UAS writes them. */
export const FAX_CAUSES = [
  'NORMAL',
  'UNKNOWN_OPTION',
  'UNKNOWN_VALUE',
  'INCONSISTENT_OPTIONS',
  'NOTFAX',
  'COMMSFAULT',
  'PAGEQUALITY',
  'ERROR',
  'ABORTED',
  'HANGUP',
  'TIMEOUT',
  'STANDARDMISMATCH',
] as const;
export type FaxCause = (typeof FAX_CAUSES)[number];

/** A word that no version of the vendor's list has. */
export const UNHEARD_OF_CAUSE = 'GREMLINS';

/** How the transfer of one fax goes. */
export interface TransferPlan {
  /** Get across before the end; all there are unless given. */
  pages?: number;
  /** Whether the machines agree on anything; true unless given. */
  negotiates?: boolean;
  /** `never`: it hangs; `interrupted`: somebody else stops the application. */
  cause: FaxCause | typeof UNHEARD_OF_CAUSE | 'never' | 'interrupted';
  /** Of `ERROR` and `NOTFAX`. */
  rawCause?: number;
  failedOption?: string;
}

/**
 * Which pages of a call are requested, beside its first: all; each `twice`; `reordered`, the progress after the next
 * page and backwards, the next page after the final one; all but the next page; only the final one; none at all.
 */
export const PAGE_PATTERNS = ['normal', 'twice', 'reordered', 'no-next', 'final-only', 'first-only'] as const;
export type PagePattern = (typeof PAGE_PATTERNS)[number];
