import { isRecord } from '../../../domain/is-record';
import { isGood, jsonOf } from '../../account-check/answer';
import type { Answers } from '../../account-check/probe';
import { readCount } from '../../json/read-value';

export type EtherFaxStep =
  | 'account'
  | 'pending'
  | 'unread'
  | 'list'
  | 'unread-again'
  | 'unknown-job'
  | 'wait'
  | 'banner'
  | 'anonymous'
  | 'other';

export type EtherFaxAnswers = Answers<EtherFaxStep>;

/** The number of unread faxes in the answer to this step; undefined without a readable answer. */
export function unreadIn(answers: EtherFaxAnswers, step: EtherFaxStep): number | undefined {
  const value = isGood(answers[step]) ? jsonOf(answers[step]) : undefined;
  return isRecord(value) ? readCount(value['UnreadFaxes']) : undefined;
}

/** The faxes in the answer to `list`; undefined when it held no list. */
export function listIn({ list }: EtherFaxAnswers): unknown[] | undefined {
  const value = isGood(list) ? jsonOf(list) : undefined;
  return Array.isArray(value) ? (value as unknown[]) : undefined;
}
