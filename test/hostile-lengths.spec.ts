import assert from 'node:assert/strict';
import { connectionSettings } from '../nodes/runtime/settings/connection-settings';
import { checkWebhookPath } from '../nodes/runtime/webhook/webhook-path';
import { isCutOff } from '../src/documents/pdf/cut-off';
import { isCredentialField } from '../src/domain/credentials';
import { hideCredentials } from '../src/domain/hide-credentials';
import { callingCode } from '../src/domain/numbers/calling-code';
import { numberFilter } from '../src/domain/numbers/number-filter';
import { readNumberToSend } from '../src/domain/numbers/number-to-send';
import { readParty } from '../src/domain/numbers/party';
import { readSender } from '../src/domain/numbers/sms-sender';
import { readTime } from '../src/domain/provider-time';
import { parseRetryAfter } from '../src/domain/retry-after';
import { keywordOf } from '../src/domain/sms-keyword';
import { smsParts } from '../src/domain/sms-parts';
import { trimEnd } from '../src/domain/trim-end';
import type { WebhookBody } from '../src/domain/webhook';
import { instanceIdIn, readAculabTime, readInstanceId } from '../src/providers/aculab/wire/wire-values';
import { readFileList } from '../src/providers/aculab/wire/file-list-codec';
import { createMessageCodec } from '../src/providers/aculab/messages/message-codec';
import { decodePage } from '../src/providers/aculab/pages/page-codec';
import { serviceError } from '../src/providers/aculab/wire/service-error';
import { compareText } from '../src/providers/esendex/sending/compare-text';
import { decodeDispatcherReply } from '../src/providers/esendex/sending/dispatcher-reply-codec';
import { readAccounts } from '../src/providers/esendex/wire/esendex-accounts';
import { readId } from '../src/providers/esendex/wire/wire-values';
import { createWebhookCodec } from '../src/providers/esendex/push/webhook-codec';
import { decodeEtherFaxPush } from '../src/providers/etherfax/codec/etherfax-push-codec';
import { FaxImageScanner } from '../src/providers/etherfax/wire/fax-image-scanner';
import { decodeSendReply } from '../src/providers/etherfax/sending/send-reply-codec';
import { parseBaseUrl } from '../src/providers/http/base-url';
import { readCount, readSeconds } from '../src/providers/json/read-value';
import { charsetOf } from '../src/providers/xml/decode-text';
import { parseMultipart } from '../src/simulator/aculab/multipart';
import { decodeFrame } from '../src/transports/push-socket/frame-codec';
import { basicLogin } from '../src/transports/webhook/basic-login';
import { refuseHead } from '../src/transports/webhook/refusal';
import { decodeRelayedRequest } from '../src/transports/webhook/relayed-request';
import { growsTooFast } from './support/scaling';

const esendex = createWebhookCodec({ country: '44', account: 'EX0012345', accountId: () => undefined });
const messages = createMessageCodec('44');
const ORDER = { kind: 'sms', to: '+447700900123', from: '', text: 'Hello', characterset: 'GSM', validity: 0 } as const;

const raw = (text: string): WebhookBody => ({ raw: Buffer.from(text) });
const posted = (text: string, type = 'text/plain') => ({
  ...{ method: 'POST', suffix: '', headers: { 'content-type': type }, body: raw(text) },
});
const reply = (text: string) => ({ status: 200, contentType: 'application/json', body: Buffer.from(text) });
const json = (value: unknown): string => JSON.stringify(value);

/** What meets bytes that a stranger, a provider, a bridge or a message chose. */
const READERS: Record<string, (text: string) => unknown> = {
  'a webhook body': (text) => esendex.decode(posted(text)),
  'a form': (text) => esendex.decode(posted(`notificationType=MessageReceived&body=${text}`)),
  'a form that the editor parsed': (text) =>
    esendex.decode({ ...posted('', 'application/x-www-form-urlencoded'), body: { parsed: { body: text } } }),
  'XML text': (text) => esendex.decode(posted(`<InboundMessage><MessageText>${text}</MessageText></InboundMessage>`)),
  'an XML attribute': (text) => esendex.decode(posted(`<InboundMessage a="${text}"></InboundMessage>`)),
  'an XML tag': (text) => esendex.decode(posted(`<InboundMessage ${text}></InboundMessage>`)),
  'an XML comment': (text) => esendex.decode(posted(`<!-- ${text} --><InboundMessage/>`)),
  'an XML declaration': (text) => esendex.decode(posted(`<?xml version="1.0" ${text}?><a/>`)),
  'a SOAP header': (text) => esendex.decode(posted(`<Envelope><Header>${text}</Header><Body/></Envelope>`)),
  'a login in a body': (text) =>
    [text, `<MessengerHeader>${text}`, `<MessengerHeader>${text}</MessengerHeader>`].map((body) =>
      esendex.loginIn?.(posted(body)),
    ),
  'a content type': (text) => [charsetOf(text), refuseHead({ method: 'POST', headers: { 'content-type': text } }, [])],
  'a login': (text) => basicLogin([`Basic ${text}`]),
  'a page': (text) => decodePage({ suffix: '/first', body: raw(text) }),
  'a page by GET': (text) => decodePage({ suffix: '/first', body: raw(''), query: `instance_info=${text}` }),
  'a page with a field': (text) =>
    decodePage({
      suffix: '/next',
      body: raw(json({ application_instance_id: text, token: text, action_result: { result: { filename: text } } })),
    }),
  'a message notice': (text) =>
    messages.decode({ ...posted(json({ msg_ref: text, from: text, content: text })), suffix: '/messages' }),
  'a push frame': (text) => [
    decodeFrame(Buffer.from(text), false),
    decodeFrame(Buffer.from(json({ type: text })), false),
  ],
  'a relayed request': (text) =>
    decodeRelayedRequest({ method: text, path: text, headers: { a: text }, body: text }, ['', '/x']),
  'an etherFAX event': (text) =>
    decodeEtherFaxPush('FaxReceive', { JobId: text, FaxImage: text, CalledNumber: text }, '44'),
  'an etherFAX document': (text) => new FaxImageScanner().push(Buffer.from(`{"FaxImage":"${text}"}`)),
  'an etherFAX document in small pieces': (text) => {
    const scanner = new FaxImageScanner();
    const bytes = Buffer.from(`{"FaxImage":"${text}"}`);
    for (let at = 0; at < bytes.length; at += 61) scanner.push(bytes.subarray(at, at + 61));
  },
  'an etherFAX answer': (text) => decodeSendReply({ FaxResult: text, JobId: text, Message: text }),
  'an Esendex answer': (text) => decodeDispatcherReply(reply(text)),
  'an Esendex list': (text) => readAccounts(reply(text)),
  'an Aculab answer': (text) => serviceError({ error: text, code: text }),
  'an Aculab list': (text) => readFileList({ [text]: { created_date: text } }),
  'an id': (text) => [readId(text), readInstanceId(text), instanceIdIn(text)],
  'a time': (text) => [readTime(text), readAculabTime(text), parseRetryAfter(text, 0)],
  'a count': (text) => [readCount(text), readSeconds(text)],
  'a number': (text) => [
    readParty(text, { country: '44' }),
    readNumberToSend(text, { country: '44', kind: 'fax' }),
    readSender(text, '44'),
    callingCode(text),
  ],
  'a number for a filter': (text) => [numberFilter('1*2*3*4*5*', '44')(text), numberFilter(`${text}*`, '44')('+441')],
  'a keyword': keywordOf,
  'an SMS to send': (text) => smsParts(text),
  'an SMS that was listed': (text) => compareText(text, ORDER),
  'a PDF': (text) => isCutOff(Buffer.from(`%PDF-1.4\n${text}\n%%EOF`)),
  'a setting': (text) => connectionSettings({ id: 'c', type: 't', country: text, publicUrl: text, account: text }),
  'a webhook path': (text) => checkWebhookPath(text, { node: '', admin: '/admin' }),
  'a base URL': (text) => parseBaseUrl(`https://example.com/${text}`),
  'a multipart body': (text) =>
    parseMultipart(Buffer.from(`--x\r\n${text}\r\n--x--`), 'multipart/form-data; boundary=x'),
  'a body to be shown': (text) => hideCredentials(Buffer.from(`password=${text}<pwd>${text}"token":"${text}`)),
  'a body to be shown without a login': (text) => hideCredentials(Buffer.from(text)),
  'the name of a field': isCredentialField,
  'the end of a text': (text) => trimEnd(text, '\r\n/0'),
};

/** What has held one or the other parser in the world: runs of one thing, and of two that take turns. */
const UNITS = [
  ...[
    '\n',
    '\r\n',
    ' ',
    '\t ',
    '\0',
    'a',
    '0',
    '1',
    '-',
    '/',
    '//',
    '\\',
    '"',
    "'",
    '\\"',
    '=',
    '&',
    '&amp;',
    '&a=b',
    '%',
    '%41',
  ],
  ...[
    '%%',
    '+',
    ';',
    ',',
    '.',
    ':',
    '(',
    '[',
    '{',
    '{"a":',
    '<',
    '>',
    '</',
    '<a',
    '<a>',
    '<!--',
    '<![CDATA[',
    ']]>',
    '<?',
    ' a="',
    ' a',
  ],
  ...[
    ' a=1',
    ' obj',
    '1 0 obj',
    '<<',
    '/Encrypt',
    'trailer',
    'trailer(',
    '(',
    '==',
    'AAAA\n',
    '$',
    '${',
    '${a',
    '${a}',
    '\u0301\u0316',
    '\u200b',
    '€',
  ],
];
/** What follows decides whether an expression that begins with the run matches in the end. */
const ENDS = ['', 'x', '\n!'];
const LENGTH = 16 * 1024;

describe('code that reads a stranger’s input', () => {
  for (const [name, read] of Object.entries(READERS)) {
    it(`takes time in proportion to its length: ${name}`, () => {
      const runs = UNITS.flatMap((unit) => ENDS.map((end) => ({ unit, end })));
      const slow = runs.find(({ unit, end }) =>
        growsTooFast(read, (length) => unit.repeat(length / unit.length) + end, LENGTH),
      );
      assert.equal(slow, undefined);
    });
  }
});
