import type { Fact } from '../../account-check/probe';
import { lastFour, redact } from '../../account-check/redacted';
import { readCount, readText } from '../../json/read-value';
import { accountFields, isUnread, messagesIn, type EsendexAnswers } from './esendex-answers';

/** Facts about the account for the report. */
export function esendexFacts(answers: EsendexAnswers, reference: string): Fact[] {
  const account = accountFields(answers, reference);
  const facts: Fact[] = [];
  const number = lastFour(readText(account['address']) ?? '');
  if (number !== undefined) facts.push({ name: 'numbers', value: number });
  const credit = readCount(account['messagesremaining']);
  if (credit !== undefined) facts.push({ name: 'credit', value: redact`${credit}` });
  const messages = messagesIn(answers.inbox);
  if (messages !== undefined) {
    facts.push({ name: 'unread', value: redact`${messages.filter(isUnread).length} of the first ${messages.length}` });
  }
  return facts;
}
