import assert from 'node:assert/strict';
import fc from 'fast-check';
import { savedMessage } from '../../../../nodes/runtime/sending/saved-message';

describe('what output 2 carries', () => {
  it('is the message without what cannot be kept', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle.self = circle;
    const message = {
      ...{ _msgid: 'm', topic: 't', payload: 'big', req: {}, res: {}, idempotencyKey: 'k', n: 7, circle },
      ...{ buffer: Buffer.from('x'), nested: { keep: true, buffer: Buffer.from('x'), fn: () => 1 }, fn: () => 1 },
      get angry(): string {
        return 'calm';
      },
    };
    const { message: saved, isCut } = savedMessage(message);
    assert.deepEqual(saved, { _msgid: 'm', topic: 't', n: 7, nested: { keep: true }, angry: 'calm' });
    assert.equal(isCut, false);
  });

  it('is only its name where it is too large', () => {
    const { message, isCut } = savedMessage({
      _msgid: 'm',
      topic: 't',
      event: { key: 'k' },
      large: 'x'.repeat(70_000),
    });
    assert.deepEqual([message, isCut], [{ _msgid: 'm', topic: 't', event: { key: 'k' } }, true]);
    assert.deepEqual(savedMessage({ topic: 'x'.repeat(70_000) }).message, {});
  });

  it('is JSON of at most 64 KiB, whatever came', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (message) => {
        const { message: saved } = savedMessage(message);
        const text = JSON.stringify(saved);
        assert(Buffer.byteLength(text) <= 64 * 1024);
        assert.deepEqual(JSON.parse(text), saved);
        for (const name of ['payload', 'req', 'res']) assert.equal(Object.hasOwn(saved, name), false);
      }),
    );
  });
});
