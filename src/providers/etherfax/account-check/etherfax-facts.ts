import { isRecord } from '../../../domain/is-record';
import { jsonOf } from '../../account-check/answer';
import type { Fact } from '../../account-check/probe';
import { lastFour, listed, redact, type Redacted } from '../../account-check/redacted';
import { readCount } from '../../json/read-value';
import { unreadIn, type EtherFaxAnswers } from './etherfax-answers';

const MAX_NUMBERS = 20;

/** Facts about the account for the report. */
export function etherFaxFacts(answers: EtherFaxAnswers): Fact[] {
  const account = jsonOf(answers.account);
  if (!isRecord(account)) return [];
  const facts: Fact[] = [];
  const channels = readCount(account['Ports']);
  if (channels !== undefined) facts.push({ name: 'channels', value: redact`${channels}` });
  const numbers = Array.isArray(account['Numbers']) ? account['Numbers'].flatMap(numberIn) : [];
  if (numbers.length > 0) facts.push({ name: 'numbers', value: listed(numbers.slice(0, MAX_NUMBERS)) });
  const unread = unreadIn(answers, 'unread');
  if (unread !== undefined) facts.push({ name: 'unread', value: redact`${unread}` });
  return facts;
}

/** It is not documented whether `Numbers` holds texts or objects. */
function numberIn(entry: unknown): Redacted[] {
  const texts = isRecord(entry) ? Object.values(entry) : [entry];
  const number = texts.find((text): text is string => typeof text === 'string' && /^\+?[\d\s().-]{7,30}$/.test(text));
  const shown = number === undefined ? undefined : lastFour(number);
  return shown === undefined ? [] : [shown];
}
