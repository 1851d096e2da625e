import type { FaxStatus } from '../../../src/domain/fax';
import type { SmsStatus } from '../../../src/domain/sms';
import type { NodeRed, NodeStatus } from '../node-red';
import { timeOfDay } from './time-of-day';

/** Where a job of a sending node stands, as its status. Never a number or a name. */
export function progressStatus(RED: NodeRed, type: string, status: FaxStatus | SmsStatus): NodeStatus {
  const text = (name: string, values?: Record<string, unknown>): string =>
    values === undefined ? `${type}.progress.${name}` : RED._(`${type}.progress.${name}`, values);
  const working = (words: string): NodeStatus => ({ fill: 'blue', shape: 'dot', text: words, state: 'working' });
  const waiting = (words: string): NodeStatus => ({ fill: 'blue', shape: 'ring', text: words, state: 'waiting' });
  const nextAttemptAt = 'nextAttemptAt' in status ? status.nextAttemptAt : undefined;
  if (nextAttemptAt !== undefined) return waiting(text('redial', { time: timeOfDay(Date.parse(nextAttemptAt)) }));
  if (status.state === 'queued') return waiting(text('queued'));
  if (status.state === 'unknown') return { ...waiting(text('unknown')), fill: 'yellow' };
  if (status.state === 'transferring' && 'pages' in status) return working(pages(text, status));
  return working(text(status.state));
}

function pages(
  text: (name: string, values: Record<string, unknown>) => string,
  { pages: sent = 0, totalPages }: Pick<FaxStatus, 'pages' | 'totalPages'>,
): string {
  const page = sent + 1;
  if (totalPages === undefined) return text('page', { page });
  return text('page-of', { page: Math.min(page, totalPages), total: totalPages });
}
