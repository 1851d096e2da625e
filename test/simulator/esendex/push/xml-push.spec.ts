import assert from 'node:assert/strict';
import fc from 'fast-check';
import { xmlPush } from '../../../../src/simulator/esendex/push/xml-push';
import { parseXml, type Json } from '../harness';
import {
  account,
  delivered,
  failed,
  LOGIN,
  MESSAGE_ID,
  optOut,
  PUSH_ID,
  received,
  style,
  unknown,
} from './notifications';

const IDS = `<Id>${PUSH_ID}</Id><MessageId>${MESSAGE_ID}</MessageId><AccountId>${account.id}</AccountId>`;
const text = (...push: Parameters<typeof xmlPush>): string => xmlPush(...push).body.toString();

describe('a push as XML', () => {
  it('tells of an inbound message in the documented order', () => {
    const { headers, body } = xmlPush(received(), style());
    assert.deepEqual(headers, { 'content-type': 'application/xml; charset=utf-8' });
    assert.equal(
      body.toString(),
      `<InboundMessage>${IDS}<MessageText>some text</MessageText><From>123123123</From><To>456456456</To></InboundMessage>`,
    );
  });

  it('tells of a delivery in UTC without a suffix or fraction', () => {
    const at = '<OccurredAt>2014-07-31T21:42:46</OccurredAt>';
    assert.equal(text(delivered(), style()), `<MessageDelivered>${IDS}${at}</MessageDelivered>`);
    assert.match(
      text(delivered(), style({ paddedTimes: true })),
      /<OccurredAt>\s+2014-07-31T21:42:46\s+<\/OccurredAt>/,
    );
  });

  it('tells of a failure with and without its reason', () => {
    const whole = text(failed(), style());
    assert.match(
      whole,
      /<FailureReason><Code>27<\/Code><Detail>Out of reach &amp; gone<\/Detail><PermanentFailure>false<\/PermanentFailure><\/FailureReason><\/MessageFailed>$/,
    );
    const bare = `<MessageFailed>${IDS}<OccurredAt>2014-07-31T21:42:46</OccurredAt></MessageFailed>`;
    assert.equal(text(failed(), style({ failureReason: 'absent' })), bare);
    assert.equal(text(failed(false), style()), bare);
  });

  it('tells of an opt-out with its misspelt time, its nested number and its link', () => {
    const notification = optOut();
    const { OptOut } = parseXml(text(notification, style())) as { OptOut: Json };
    assert.deepEqual(Object.keys(OptOut), ['Id', 'AccountId', 'AccountReference', 'ReceviedAt', 'From', 'Link']);
    assert.equal(OptOut.AccountReference, account.reference);
    assert.equal(OptOut.ReceviedAt, '2015-11-09T15:18:19Z');
    assert.deepEqual(OptOut.From, { PhoneNumber: '447728693111' });
    assert.match(String((OptOut.Link as Json)['@href']), new RegExp(`/optouts/${notification.optOut.id}$`));
    assert.match(text(notification, style({ optOutTime: 'ReceivedAt' })), /<ReceivedAt>/);
  });

  it('may have an unknown root', () => {
    assert.match(text(unknown(), style()), /^<MessageRead>.*<\/MessageRead>$/);
  });

  it('may be indented, declared, marked and typed in every way', () => {
    assert.match(text(received(), style({ layout: 'pretty' })), /^<InboundMessage>\r\n {2}<Id>/);
    assert.match(text(received(), style({ declaration: 'plain' })), /^<\?xml version="1\.0"\?><InboundMessage>/);
    assert.match(text(received(), style({ declaration: 'encoding' })), /^<\?xml version="1\.0" encoding="utf-8"\?>/);
    assert.match(text(received(), style({ byteOrderMark: true })), /^\uFEFF</);
    assert.match(text(received(), style({ pushIds: 'upper' })), new RegExp(MESSAGE_ID.toUpperCase()));
    assert.match(text(received(), style({ numbers: 'zeros' })), /<From>00123123123</);
    assert.deepEqual(xmlPush(received(), style({ contentType: 'none' })).headers, {});
    assert.deepEqual(xmlPush(received(), style({ contentType: 'text/xml' })).headers, { 'content-type': 'text/xml' });
    const empty = received({ text: '' });
    assert.match(text(empty, style()), /<MessageText><\/MessageText>/);
    assert.match(text(empty, style({ emptyElements: 'self-closed' })), /<MessageText \/>/);
  });

  it('keeps its text to the character in every encoding', () => {
    const decoders = { 'utf-8': 'utf-8', 'iso-8859-1': 'latin1', 'utf-16': 'utf-16le' } as const;
    const encodings = fc.constantFrom<(keyof typeof decoders)[]>('utf-8', 'iso-8859-1', 'utf-16');
    fc.assert(
      fc.property(encodings, fc.string({ unit: 'grapheme' }), (encoding, written) => {
        const { headers, body } = xmlPush(received({ text: written }), style({ encoding, declaration: 'encoding' }));
        assert.equal(headers['content-type'], `application/xml; charset=${encoding}`);
        const decoded = new TextDecoder(decoders[encoding]).decode(body);
        const unescaped = (/<MessageText>(.*)<\/MessageText>/s.exec(decoded)?.[1] ?? '')
          .replace(/&#x([\dA-F]+);/g, (_match, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
          .replace(/&#(\d+);/g, (_match, digits: string) => String.fromCodePoint(Number(digits)))
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
        assert.equal(unescaped, written);
      }),
    );
  });

  it('logs in by Basic only where a login was entered, rightly or wrongly', () => {
    const authorization = (login: 'right' | 'wrong' | 'none'): string =>
      Buffer.from(
        xmlPush(received(), style({ login }, { login: LOGIN })).headers.authorization?.slice('Basic '.length) ?? '',
        'base64',
      ).toString();
    assert.equal(authorization('right'), 'hook:p@ss word');
    assert.match(authorization('wrong'), /^hook:(?!p@ss word$)/);
    assert.equal(authorization('none'), '');
  });
});
