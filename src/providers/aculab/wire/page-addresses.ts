import { ConfigError } from '../../../domain/errors';
import { readCorrelation } from '../../../domain/job';

/** What Aculab requests below the connection's webhook path: its pages, by their fixed suffixes. */
export const PAGE_SUFFIXES = {
  /** Set on the inbound and the outbound service. */
  first: '/first',
  final: '/final',
  error: '/error',
  /** Named in our answers. */
  next: '/next',
  progress: '/progress',
  'fax-available': '/fax-available',
} as const;

export type PageName = keyof typeof PAGE_SUFFIXES;

export const MESSAGE_SUFFIXES = {
  /** Set as the inbound service's notification page. */
  message: '/messages',
  /** Named in every SMS that we send. */
  'sms-status': '/sms-status',
} as const;

/** undefined = it is no page of a call. */
export function pageNamed(suffix: string): PageName | undefined {
  return (Object.keys(PAGE_SUFFIXES) as PageName[]).find((name) => PAGE_SUFFIXES[name] === suffix);
}

/** How each may be requested. */
export function methodsOf(suffixes: Record<string, string>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.values(suffixes).map((suffix) => [suffix, ['POST', 'GET']]));
}

/**
 * Where our pages are. undefined: nobody can reach them now, so nothing may be started whose outcome they would report.
 */
export function openPages(pagesUrl: () => string): string | undefined {
  try {
    return pagesUrl();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** In the query, because the paths of pages are fixed. */
const JOB = 'job';

/** A status page for one SMS alone: its receipts tell which it is also where the answer to its request was lost. */
export function statusPageOf(correlation: string, pagesUrl: string): string {
  return `${pagesUrl}${MESSAGE_SUFFIXES['sms-status']}?${new URLSearchParams({ [JOB]: correlation }).toString()}`;
}

/** The correlation value of the SMS that a status page was made for; undefined = it was made for none. */
export function correlationIn(query: string | undefined): string | undefined {
  const value = new URLSearchParams(query).get(JOB) ?? '';
  return readCorrelation(value) ? value : undefined;
}
