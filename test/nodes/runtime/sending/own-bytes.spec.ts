import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import type { Message } from '../../../../nodes/runtime/node-red';
import { withOwnBytes } from '../../../../nodes/runtime/sending/own-bytes';

const message = (properties: object): Message => ({ _msgid: 'm', ...properties });

const fromFunctionNode = runInNewContext('({ document: { data: new Uint8Array([102, 97, 120]) } })') as object;

describe('the bytes of a message that is sent', () => {
  for (const [what, payload, bytesOf] of [
    ['are its own', Buffer.from('fax'), (own: unknown) => own],
    ['are its own inside a record', { document: { data: Buffer.from('fax') } }, (own: unknown) => dataOf(own)],
    [
      'are its own inside a list',
      [{ document: { data: Buffer.from('fax') } }],
      (own: unknown) => dataOf(listOf(own)[0]),
    ],
    ['are its own where a function node made them', fromFunctionNode, (own: unknown) => dataOf(own)],
  ] as const) {
    it(`${what}: what another branch writes does not reach them`, () => {
      const own = bytesOf(withOwnBytes(message({ payload })).payload);
      const shared = bytesOf(payload);
      (shared as Uint8Array).fill(0);
      assert.equal(Buffer.from(own as Uint8Array).toString(), 'fax');
    });
  }

  it('are the only part that is copied', () => {
    const given = message({ payload: { deep: [{ a: 1 }], at: new Date() }, req: { body: Buffer.from('x') }, n: null });
    const own = withOwnBytes(given);
    assert.equal(own.payload, given.payload);
    assert.equal(own['req'], given['req']);
    assert.deepEqual(own, given);
  });

  it('are copied whatever else the message holds: what cannot be read stays as it is', () => {
    let endless: object = {};
    for (let depth = 0; depth < 50_000; depth += 1) endless = { endless };
    const throwing = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('not now');
      },
    });
    const payload = Buffer.from('fax');
    const own = withOwnBytes(message({ endless, throwing, payload }));
    assert.deepEqual([own['endless'] === endless, own['throwing'] === throwing], [true, true]);
    assert(own.payload !== payload && payload.equals(own.payload as Buffer));
  });

  it('may lie in what contains itself', () => {
    const loop: Record<string, unknown> = { data: Buffer.from('fax') };
    loop['self'] = loop;
    const { payload } = withOwnBytes(message({ payload: loop }));
    (loop['data'] as Buffer).fill(0);
    assert.equal(String((payload as { data: Buffer }).data), 'fax');
  });
});

function dataOf(value: unknown): unknown {
  return (value as { document: { data: unknown } }).document.data;
}

function listOf(value: unknown): unknown[] {
  return value as unknown[];
}
