import { isRecord } from '../../../domain/is-record';
import { isGood, jsonOf, type Answer } from '../../account-check/answer';
import type { Answers } from '../../account-check/probe';
import { parseXml } from '../../xml/parse-xml';
import { childrenNamed, type XmlElement } from '../../xml/xml-element';
import { readAccounts, type EsendexAccount } from '../wire/esendex-accounts';
import { readId } from '../wire/wire-values';
import { REST_LIMITS } from '../wire/rest-xml';

export type EsendexStep =
  'accounts' | 'inbox' | 'next-page' | 'window' | 'inbox-again' | 'header' | 'body' | 'sent' | 'unknown' | 'anonymous';

export type EsendexAnswers = Answers<EsendexStep>;

/** The answer's root element; undefined for anything but XML. */
export function xmlOf(answer: Answer | undefined): XmlElement | undefined {
  if (!isGood(answer) || answer.isCut) return undefined;
  const parsed = parseXml(Buffer.from(answer.body), { charset: undefined, limits: REST_LIMITS });
  return parsed.ok ? parsed.root : undefined;
}

/** The messages in an answer; undefined when it is not a list of messages. */
export function messagesIn(answer: Answer | undefined): readonly XmlElement[] | undefined {
  const root = xmlOf(answer);
  return root?.name.toLowerCase() === 'messageheaders' ? childrenNamed(root, 'messageheader') : undefined;
}

/** The text of a field, or of a field inside it; undefined when it is absent. */
export function fieldOf(element: XmlElement, ...path: string[]): string | undefined {
  const [name, ...rest] = path;
  const child = element.children.find((one) => one.name.toLowerCase() === name);
  if (child === undefined || rest.length > 0) return child && fieldOf(child, ...rest);
  return child.text;
}

export function isUnread(message: XmlElement): boolean {
  const readAt = fieldOf(message, 'readat')?.trim() ?? '';
  return readAt === '' || readAt.startsWith('0001-01-01');
}

/** The id of a message that is marked as read already, so that the check changes nothing when it fetches it. */
export function readMessageId(answers: EsendexAnswers): string | undefined {
  const read = messagesIn(answers.inbox)?.find((message) => !isUnread(message));
  return readId(read?.attributes.get('id'))?.wire;
}

/** Returns undefined when the answer cannot be read. */
export function accountsIn({ accounts }: EsendexAnswers): EsendexAccount[] | undefined {
  if (!isGood(accounts)) return undefined;
  try {
    return readAccounts({
      ...accounts,
      contentType: accounts.headers.get('content-type'),
      body: Buffer.from(accounts.body),
    });
  } catch {
    return undefined;
  }
}

/** The account's fields as they are in a JSON answer; an empty object when it is not listed there. */
export function accountFields(answers: EsendexAnswers, reference: string): Record<string, unknown> {
  const value = jsonOf(answers.accounts);
  const list = isRecord(value) && Array.isArray(value['accounts']) ? (value['accounts'] as unknown[]) : [];
  const own = list.filter(isRecord).find((one) => isSameText(one['reference'], reference));
  return own ?? {};
}

function isSameText(one: unknown, other: string): boolean {
  return typeof one === 'string' && one.trim().toLowerCase() === other.trim().toLowerCase();
}
