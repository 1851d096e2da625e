import { isRecord } from '../../../domain/is-record';
import { jsonOf } from '../../account-check/answer';
import type { Fact } from '../../account-check/probe';
import { known, redact } from '../../account-check/redacted';
import { faxesIn, type AculabAnswers } from './aculab-answers';

const PROTOCOLS = ['TLSv1', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'TLS 1.2', 'TLS 1.3'];

/** Facts about the account for the report. */
export function aculabFacts(answers: AculabAnswers): Fact[] {
  const facts: Fact[] = [];
  const check = jsonOf(answers.protocol);
  const protocol =
    isRecord(check) && typeof check['protocol'] === 'string' ? known(check['protocol'], PROTOCOLS) : undefined;
  if (protocol !== undefined) facts.push({ name: 'tls', value: protocol });
  const faxes = faxesIn(answers);
  if (faxes !== undefined) facts.push({ name: 'listed', value: redact`${faxes.length}` });
  return facts;
}
