import { readCorrelation } from '../../../domain/job';
import { MESSAGE_SUFFIXES } from '../call/call-page';

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
