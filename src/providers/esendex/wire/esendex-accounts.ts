import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import { badAnswer } from '../../http/bad-answer';
import type { HttpReply } from '../../http/http-client';
import { parseJson } from '../../../domain/parse-json';
import { readText } from '../../json/read-value';
import { childrenNamed } from '../../xml/xml-element';
import { readId } from './wire-values';
import { Fields } from './fields';
import { readRestXml, reading } from './rest-xml';

export interface EsendexAccount {
  /** GUID, lower case. */
  id: string;
  /** `EX…`, as the provider writes it. */
  reference: string;
  /** The calling code with which the service completes national numbers. */
  dialCode?: string;
}

/** The service answers in JSON or XML, whichever was asked for; the first character shows which. */
export function readAccounts(reply: HttpReply): EsendexAccount[] {
  const isJson = /^[\s\uFEFF]*[{[]/.test(reply.body.toString('utf8', 0, 1_000));
  return (isJson ? accountsOfJson(reply.body) : accountsOfXml(reply)).flatMap(({ id, reference, dialCode }) => {
    const usable = readId(id);
    const name = reference?.trim() ?? '';
    if (usable === undefined || name === '') return [];
    return [compact({ id: usable.key, reference: name, dialCode })];
  });
}

type Named = Partial<Record<'id' | 'reference' | 'dialCode', string | undefined>>;

function accountsOfXml(reply: HttpReply): Named[] {
  const accounts = childrenNamed(readRestXml(reply, 'accounts'), 'account');
  return accounts.map((account) =>
    reading(() => {
      const fields = Fields.of(account);
      const dialCode = fields.text('defaultdialcode');
      return { id: account.attributes.get('id'), reference: fields.text('reference'), dialCode };
    }),
  );
}

function accountsOfJson(body: Buffer): Named[] {
  const answer = parseJson(body.toString('utf8'));
  const accounts = isRecord(answer) ? answer['accounts'] : undefined;
  if (!Array.isArray(accounts)) throw badAnswer();
  return accounts.map((account: unknown) =>
    isRecord(account)
      ? {
          id: textOf(account['id']),
          reference: textOf(account['reference']),
          dialCode: readText(account['defaultdialcode']),
        }
      : {},
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
