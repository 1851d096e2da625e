import type { SmsOrder } from '../../../domain/job';
import { smsParts } from '../../../domain/sms-parts';
import { escapeText } from '../../xml/escape-text';
import { wireNumber } from '../wire/wire-values';
import type { DispatcherRequest } from '../wire/esendex-client';

/**
 * JSON if the vendor's defaults are right for the order. Only the XML format documents character set, validity and
 * time: a scheduled SMS sent as JSON might go out at once (docs/providers.md#esendex). Numbers are sent without `+`.
 */
export function dispatcherRequest(account: string, order: SmsOrder): DispatcherRequest {
  return goesAsXml(order)
    ? { format: 'xml', body: xmlRequest(account, order) }
    : { format: 'json', body: jsonRequest(account, order) };
}

/**
 * Whether the order needs XML. Without a character set the service uses GSM, which loses
 * characters that it does not have.
 */
export function goesAsXml({ text, characterset, validity, sendAt }: SmsOrder): boolean {
  const isUnicode = characterset !== 'GSM' && smsParts(text, characterset).encoding === 'UCS-2';
  return isUnicode || validity > 0 || sendAt !== undefined;
}

/** `messages` must be a list even for one message; the service refuses anything else. */
function jsonRequest(account: string, { to, from, text }: SmsOrder): string {
  return JSON.stringify({
    accountreference: account,
    from: from === '' ? undefined : wireNumber(from),
    messages: [{ to: wireNumber(to), body: text }],
  });
}

/**
 * Elements in the order of the vendor's schema. `sendat` has a Z, because without a zone it would be local time there.
 */
function xmlRequest(account: string, { to, from, text, characterset, validity, sendAt }: SmsOrder): string {
  const message = element('to', wireNumber(to)) + element('body', text);
  return (
    '<?xml version="1.0" encoding="utf-8"?><messages xmlns="http://api.esendex.com/ns/">' +
    element('accountreference', account) +
    (from === '' ? '' : element('from', wireNumber(from))) +
    (validity === 0 ? '' : element('validity', String(validity))) +
    (sendAt === undefined ? '' : element('sendat', `${sendAt.slice(0, 19)}Z`)) +
    element('characterset', characterset) +
    `<message>${message}</message></messages>`
  );
}

function element(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`;
}
