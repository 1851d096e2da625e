import { isServing, type ConnectionState } from '../../../src/connection/connection-state';
import { PushlineError } from '../../../src/domain/errors';
import type { FaxStatus } from '../../../src/domain/fax';
import type { SmsStatus } from '../../../src/domain/sms';
import type { NodeRed, NodeStatus } from '../node-red';
import { countText, statusOf, timeOfDay } from './connection-status';

/** The last thing a sending node did: the status of its latest job, or the refusal of a message. */
export type Latest = { status: FaxStatus | SmsStatus; at: number } | { refusal: Error; at: number };

/** The status of a sending node. A problem that stops all sending is shown before the state of a single job. */
export function senderStatus(
  RED: NodeRed,
  type: 'fax-send' | 'sms-send',
  state: ConnectionState,
  latest: Latest | undefined,
): NodeStatus {
  const { queued = 0, unknown = 0 } = state.backlog?.[type === 'fax-send' ? 'fax' : 'sms'] ?? {};
  const works = isServing(state);
  const shown = works && latest ? latestStatus(RED, type, state, latest) : statusOf(RED, type, state);
  // The job whose state is shown is not counted a second time.
  const isTold = (name: string): boolean =>
    works && latest !== undefined && 'status' in latest && latest.status.state === name;
  const counts = countText(RED, type, {
    queued: isTold('queued') ? queued - 1 : queued,
    unknown: isTold('unknown') ? unknown - 1 : unknown,
  });
  if (counts === '') return shown;
  const counted: NodeStatus = { ...shown, text: `${wordsOf(RED, shown)}, ${counts}` };
  const isDoubtful = unknown > 0 && shown.fill === 'green';
  return isDoubtful ? { ...counted, fill: 'yellow', state: 'waiting' } : counted;
}

function latestStatus(RED: NodeRed, type: string, state: ConnectionState, latest: Latest): NodeStatus {
  const time = timeOfDay(latest.at);
  if ('refusal' in latest) {
    const code = latest.refusal instanceof PushlineError ? latest.refusal.code : '';
    const name = REFUSALS[code] ?? 'refused';
    return { fill: 'red', shape: 'dot', text: RED._(`${type}.outcome.${name}`, { time }), state: 'error' };
  }
  return latest.status.final
    ? outcome(RED, type, state, { status: latest.status, time })
    : progressStatus(RED, type, latest.status);
}

const REFUSALS: Partial<Record<string, string>> = {
  PUSHLINE_BAD_INPUT: 'refused-input',
  PUSHLINE_BAD_DOCUMENT: 'refused-document',
  PUSHLINE_KEY_CONFLICT: 'refused-key',
};

function outcome(
  RED: NodeRed,
  type: string,
  { state }: ConnectionState,
  { status, time }: { status: FaxStatus | SmsStatus; time: string },
): NodeStatus {
  const text = (name: string, values: object = {}): string => RED._(`${type}.outcome.${name}`, { time, ...values });
  if (status.state === 'succeeded' || status.state === 'delivered') {
    const pages = 'pages' in status ? status.pages : undefined;
    const detail = pages === undefined ? '' : pages === 1 ? '-page' : '-pages';
    return { fill: 'green', shape: 'dot', text: text(`${status.state}${detail}`, { pages }), state };
  }
  if (status.state === 'cancelled') return { fill: 'grey', shape: 'dot', text: text('cancelled'), state };
  if (status.state === 'unknown') return { fill: 'yellow', shape: 'dot', text: text('unknown'), state: 'waiting' };
  const words = 'cause' in status ? text('failed-cause', { cause: status.cause }) : text(status.state);
  return { fill: 'red', shape: 'dot', text: words, state: 'error' };
}

/** Fixed texts are catalogue keys that the editor looks up; to be part of a longer text they are looked up here. */
function wordsOf(RED: NodeRed, { text }: NodeStatus): string {
  return /^[\w-]+(\.[\w-]+)+$/.test(text) ? RED._(text) : text;
}

/** The progress of a job as the status of its node. Never holds a phone number or a name. */
function progressStatus(RED: NodeRed, type: string, status: FaxStatus | SmsStatus): NodeStatus {
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
