import type { Login } from '../../../domain/login';
import type { WebhookRequest } from '../../../domain/webhook';
import { charsetOf, decodeXmlBytes, isXml } from '../../xml/decode-text';
import { parseXml } from '../../xml/parse-xml';
import { Fields, Unintelligible } from '../wire/fields';
import { formOfParsed, parseFields } from './parse-form';

const NAMES = ['username', 'password'];
/** The header only holds user name, password and account. */
const HEADER_LIMITS = { maxBytes: 8 * 1024, maxElements: 20, maxDepth: 4, maxAttributes: 20, maxSections: 10 };
const PREFIX = '(?:[^\\s<>/:]{1,60}:)?';
const HEADER = new RegExp(`<${PREFIX}MessengerHeader[\\s>]`);
const HEADER_END = new RegExp(`</${PREFIX}MessengerHeader\\s{0,100}>`);

/**
 * Reads the login in a form or SOAP body without decoding anything else, so that a stranger's request costs little. If
 * it is right, the codec reads it once more while decoding the whole body, and then notices a second login.
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

/** The user name and password in the body of an older protocol; undefined when there are none or they are ambiguous. */
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
