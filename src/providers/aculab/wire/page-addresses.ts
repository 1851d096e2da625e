import { ConfigError } from '../../../domain/errors';
import { readCorrelation } from '../../../domain/job';

/** The pages of calls that Aculab requests, as suffixes of the connection's webhook path. */
export const PAGE_SUFFIXES = {
  /** The user enters these at Aculab, for the inbound and the outbound service. */
  first: '/first',
  final: '/final',
  error: '/error',
  /** Our answers name these. */
  next: '/next',
  progress: '/progress',
  'fax-available': '/fax-available',
} as const;

export type PageName = keyof typeof PAGE_SUFFIXES;

export const MESSAGE_SUFFIXES = {
  /** The user enters this at Aculab, as the inbound service's notification page. */
  message: '/messages',
  /** Every request to send an SMS names this one. */
  'sms-status': '/sms-status',
} as const;

/** Returns undefined when the suffix is not a page of a call. */
export function pageNamed(suffix: string): PageName | undefined {
  return (Object.keys(PAGE_SUFFIXES) as PageName[]).find((name) => PAGE_SUFFIXES[name] === suffix);
}

/** The allowed methods for each suffix. */
export function methodsOf(suffixes: Record<string, string>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.values(suffixes).map((suffix) => [suffix, ['POST', 'GET']]));
}

/**
 * The public address of our pages; undefined when there is none now. Nothing may then be sent, because Aculab reports
 * its outcome to these pages.
 */
export function openPages(pagesUrl: () => string): string | undefined {
  try {
    return pagesUrl();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** A query parameter, because the paths of pages are fixed. */
const JOB = 'job';

/**
 * The status page for one SMS, so that its receipts can be assigned even if the answer to the request to send was lost.
 */
export function statusPageOf(correlation: string, pagesUrl: string): string {
  return `${pagesUrl}${MESSAGE_SUFFIXES['sms-status']}?${new URLSearchParams({ [JOB]: correlation }).toString()}`;
}

/** The correlation value in a status page's query; undefined when there is none. */
export function correlationIn(query: string | undefined): string | undefined {
  const value = new URLSearchParams(query).get(JOB) ?? '';
  return readCorrelation(value) ? value : undefined;
}
