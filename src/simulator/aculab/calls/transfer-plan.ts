/** The vendor's words for how a fax ended, in the spelling of its UAS API. */
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

/** A cause that is in no version of the vendor's list. */
export const UNHEARD_OF_CAUSE = 'GREMLINS';

/** How the transmission of a fax will go. */
export interface TransferPlan {
  /** How many pages are transmitted before the end; default: all. */
  pages?: number;
  /** Whether the machines get as far as negotiating; default: true. */
  negotiates?: boolean;
  /** `never`: the transmission hangs. `interrupted`: another program stops the application. */
  cause: FaxCause | typeof UNHEARD_OF_CAUSE | 'never' | 'interrupted';
  /** Only for `ERROR` and `NOTFAX`. */
  rawCause?: number;
  failedOption?: string;
}

/**
 * Which pages of a call are requested besides the first. `normal`: all. `twice`: each one twice. `reordered`: after the
 * final page come the next page and then the progress pages, the last one first. `no-next`: all but the next page.
 * `final-only`: only the final page. `first-only`: none.
 */
export const PAGE_PATTERNS = ['normal', 'twice', 'reordered', 'no-next', 'final-only', 'first-only'] as const;
export type PagePattern = (typeof PAGE_PATTERNS)[number];
