import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFrame, encodeAck, encodeHello } from '../../../src/transports/push-socket/frame-codec';

const decode = (value: unknown) => decodeFrame(Buffer.from(JSON.stringify(value)), false);
const decodeText = (text: string) => decodeFrame(Buffer.from(text), false);

describe('the frames of the push socket', () => {
  it('greets with protocol 1 and what we can take', () => {
    assert.equal(encodeHello(5_000), '{"type":"hello","protocol":1,"maxBytes":5000}');
  });

  it('acks with the number of the event', () => assert.equal(encodeAck(42), '{"type":"ack","seq":42}'));

  it('acks a webhook that needs an answer together with the answer, its body in base64', () => {
    const response = { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from('<ok/>') };
    assert.equal(
      encodeAck(43, response),
      '{"type":"ack","seq":43,"response":{"status":200,"headers":{"content-type":"text/xml"},"body":"PG9rLz4="}}',
    );
  });

  it('reads any event as it was sent', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string(), fc.jsonValue(), (seq, event, data) => {
        const sent = JSON.parse(JSON.stringify({ type: 'event', seq, event, data })) as object;
        assert.deepEqual(decode(sent), sent);
      }),
    );
  });

  it('never throws, and finds nothing in noise that it would ack', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (bytes, isBinary) => {
        assert.equal(decodeFrame(Buffer.from(bytes), isBinary).type, 'unintelligible');
      }),
    );
  });

  it('leaves an event without a name to the codec, which keeps and acks what it cannot read', () => {
    assert.deepEqual(decode({ type: 'event', seq: 1, data: {} }), { type: 'event', seq: 1, event: '', data: {} });
  });

  for (const seq of [undefined, null, '1', 1.5, -1, 2 ** 53, [1], {}]) {
    it(`does not take ${JSON.stringify(seq)} for the number of an event`, () => {
      const frame = decode({ type: 'event', seq, event: 'FaxReceive', data: {} });
      assert.deepEqual(frame, { type: 'unintelligible', reason: 'no-seq', holdsData: true });
    });
  }

  it('reads bye, and holds the time it gives between nothing and a minute', () => {
    assert.deepEqual(decode({ type: 'bye', reconnectSeconds: 5 }), { type: 'bye', reconnectMs: 5_000 });
    assert.deepEqual(decode({ type: 'bye', reconnectSeconds: 1e9 }), { type: 'bye', reconnectMs: 60_000 });
    for (const reconnectSeconds of [undefined, -1, 'x', null]) {
      assert.deepEqual(decode({ type: 'bye', reconnectSeconds }), { type: 'bye', reconnectMs: 0 });
    }
  });

  it('knows the error that stops us from any other', () => {
    assert.deepEqual(decode({ type: 'error', code: 'auth' }), { type: 'auth-error' });
    assert.equal(decode({ type: 'error', code: 'busy' }).type, 'unintelligible');
  });

  for (const [text, holdsData] of [
    ['', false],
    ['  ', false],
    ['null', true],
    ['[]', true],
    ['7', true],
    ['{}', true],
    ['{"type":7}', true],
    ['{"type":"event"', true],
    ['{"type":"news"}', false],
    ['{"type":"news","data":null}', false],
    ['{"type":"news","data":{"x":1}}', true],
    ['{"type":"event","event":"FaxReceive"}', false],
    ['{"__proto__":{"type":"event","seq":1}}', true],
  ] as const) {
    it(`finds ${text || 'an empty frame'} unintelligible, ${holdsData ? 'with' : 'without'} anything to keep`, () => {
      const frame = decodeText(text);
      assert.ok(frame.type === 'unintelligible');
      assert.equal(frame.holdsData, holdsData);
    });
  }

  it('survives a document nested too deep for any reader', () => {
    assert.equal(decodeText('['.repeat(1_000_000)).type, 'unintelligible');
  });
});
