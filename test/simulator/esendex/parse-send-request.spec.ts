import assert from 'node:assert/strict';
import { parseSendRequest } from '../../../src/simulator/esendex/parse-send-request';
import { RefusedRequest, type SendRequest } from '../../../src/simulator/esendex/send-request';

const parse = (fields: Record<string, unknown>): SendRequest => parseSendRequest({ format: 'json', fields });
const parseXml = ({ messages, ...fields }: Record<string, unknown>): SendRequest =>
  parseSendRequest({ format: 'xml', root: 'messages', fields: { ...fields, message: messages } });
const many = (count: number): unknown[] => Array.from({ length: count }, () => ({ to: '447700900001', body: 'Hello' }));

describe('a request to send', () => {
  it('holds 50,000 messages and no more', () => {
    assert.equal(parse({ messages: many(50_000) }).messages.length, 50_000);
    assert.throws(
      () => parse({ messages: many(50_001) }),
      (error) => error instanceof RefusedRequest && error.status === 400 && error.error.code === 'messages_too_many',
    );
  });

  it('gives its messages what they do not say themselves', () => {
    const messages = [
      { to: '1', body: 'a' },
      { to: '2', body: 'b', from: 'Two', characterset: 'Auto' },
    ];
    const request = parseXml({ accountreference: 'EX1', from: 'One', characterset: 'Unicode', messages });
    assert.deepEqual(request, {
      accountReference: 'EX1',
      messages: [
        { to: '1', body: 'a', from: 'One', characterset: 'Unicode' },
        { to: '2', body: 'b', from: 'Two', characterset: 'Auto' },
      ],
    });
  });

  it('uses character set, validity and time in XML only', () => {
    const told = { characterset: 'Unicode', validity: '999', sendat: 'soon' };
    assert.deepEqual(parse({ ...told, messages: [{ to: '1', body: 'a', ...told }] }), {
      accountReference: '',
      messages: [{ to: '1', body: 'a', from: '', characterset: 'GSM' }],
    });
    for (const [name, value] of Object.entries(told)) {
      const request = { [name]: value, messages: many(1) };
      if (name === 'characterset') assert.equal(parseXml(request).messages[0]?.characterset, 'Unicode');
      else assert.throws(() => parseXml(request), RefusedRequest, name);
    }
  });

  it('reads a time without a zone as UTC', () => {
    const at = Date.UTC(2026, 10, 21, 9);
    assert.equal(parseXml({ sendat: '2026-11-21T09:00:00', messages: many(1) }).sendAt, at);
    assert.equal(parseXml({ sendat: '2026-11-21T10:00:00+01:00', messages: many(1) }).sendAt, at);
  });
});
