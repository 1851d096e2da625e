import { compact } from '../../domain/compact';
import { isFields, textField, type RequestBody, type RequestFields } from './request-fields';
import { refuse, type SendMessage, type SendRequest } from './send-request';
import { parseWireDate } from './wire-date';

const MAX_MESSAGES = 50_000;
const MAX_VALIDITY_HOURS = 72;
const XML_ONLY = ['characterset', 'validity', 'sendat'];
const CHARACTERSETS = ['GSM', 'Unicode', 'Auto'] as const;

/** Throws a refusal for a request that breaks the vendor's rules as a whole. */
export function parseSendRequest({ format, root, fields: told }: RequestBody): SendRequest {
  if (format === 'xml' && root !== 'messages') refuse(400, 'request_malformed', 'The request could not be read');
  const fields = heeded(format, told);
  const messages = fields[format === 'json' ? 'messages' : 'message'];
  // The vendor requires a list, even for one message.
  if (!Array.isArray(messages) || messages.length === 0) refuse(400, 'messages_missing', 'No messages were supplied');
  if (messages.length > MAX_MESSAGES) refuse(400, 'messages_too_many', 'Too many messages were supplied');
  checkValidity(fields);
  const sendAt = sendAtOf(fields);
  return compact({
    accountReference: textField(fields, 'accountreference'),
    sendAt,
    messages: (messages as unknown[]).filter(isFields).map((message) => sendMessage(heeded(format, message), fields)),
  });
}

/**
 * Drops fields that only the vendor's XML schema has. It is not known whether they work in JSON,
 * so clients must not rely on it.
 */
function heeded(format: RequestBody['format'], fields: RequestFields): RequestFields {
  if (format === 'xml') return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !XML_ONLY.includes(name)));
}

function sendMessage(message: RequestFields, batch: RequestFields): SendMessage {
  const field = (name: string): string => textField(message, name) || textField(batch, name);
  checkValidity(message);
  const from = field('from');
  if (from !== '' && !isSender(from)) refuse(400, 'from_invalid', 'The originator is not valid');
  const asked = (field('characterset') || 'GSM').toLowerCase();
  const characterset = CHARACTERSETS.find((known) => known.toLowerCase() === asked);
  if (!characterset) refuse(400, 'characterset_invalid', 'The character set is not known');
  return { from, to: textField(message, 'to'), body: textField(message, 'body'), characterset };
}

function isSender(from: string): boolean {
  return /^\+?\d{1,20}$/.test(from) || /^[A-Za-z0-9 *$?!"#%&_\-,.@'+]{1,11}$/.test(from);
}

function checkValidity(fields: RequestFields): void {
  const hours = Number(textField(fields, 'validity') || 0);
  const valid = Number.isInteger(hours) && hours >= 0 && hours <= MAX_VALIDITY_HOURS;
  if (!valid) refuse(400, 'validity_invalid', 'The validity is not between 0 and 72 hours');
}

function sendAtOf(fields: RequestFields): number | undefined {
  const text = textField(fields, 'sendat');
  if (text === '') return undefined;
  return parseWireDate(text) ?? refuse(400, 'sendat_invalid', 'The time to send at could not be read');
}
