import type { Login } from '../../../domain/login';
import type { WebhookRequest } from '../../../domain/webhook';
import { charsetOf, decodeXmlBytes, isXml } from '../../xml/decode-text';
import { parseXml } from '../../xml/parse-xml';
import { Fields, Unintelligible } from '../wire/fields';
import { formOfParsed, parseFields } from './parse-form';

const NAMES = ['username', 'password'];
/** Only name, password and account are in it. */
const HEADER_LIMITS = { maxBytes: 8 * 1024, maxElements: 20, maxDepth: 4, maxAttributes: 20, maxSections: 10 };
const PREFIX = '(?:[^\\s<>/:]{1,60}:)?';
const HEADER = new RegExp(`<${PREFIX}MessengerHeader[\\s>]`);
const HEADER_END = new RegExp(`</${PREFIX}MessengerHeader\\s{0,100}>`);

/**
 * The login that a form or SOAP call brings, without decoding anything else: so much, and no more, a stranger may cost.
 * A right one is looked for again when the whole is decoded, where a second one beside it is noticed.
 */
export function loginInBody({ headers, body }: WebhookRequest): Login | undefined {
  const charset = charsetOf(headers['content-type']);
  if ('raw' in body && isXml(body.raw)) return loginInSoap(body.raw, charset);
  const pairs = 'raw' in body ? parseFields(body.raw, charset ?? 'utf-8', NAMES) : formOfParsed(body.parsed);
  return pairs && loginOf(Fields.ofForm(pairs, {}));
}

function loginInSoap(bytes: Buffer, charset: string | undefined): Login | undefined {
  const text = decodeXmlBytes(bytes, charset) ?? '';
  const start = text.search(HEADER);
  const rest = start < 0 ? '' : text.slice(start, start + HEADER_LIMITS.maxBytes);
  const end = HEADER_END.exec(rest);
  if (!end) return undefined;
  const header = parseXml(Buffer.from(rest.slice(0, end.index + end[0].length)), { limits: HEADER_LIMITS });
  return header.ok ? loginOf(Fields.of(header.root)) : undefined;
}

/** The user name and password that the older protocols carry in the body; undefined = none that could be right. */
export function loginOf(fields: Fields): Login | undefined {
  try {
    const username = fields.text('username');
    const password = fields.text('password');
    return username === undefined || password === undefined ? undefined : { username, password };
  } catch (thrown) {
    if (thrown instanceof Unintelligible) return undefined;
    throw thrown;
  }
}
