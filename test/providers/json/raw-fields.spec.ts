import assert from 'node:assert/strict';
import { rawFields } from '../../../src/providers/json/raw-fields';

const parsed = (json: string): Record<string, unknown> => JSON.parse(json) as Record<string, unknown>;

describe('the raw fields of an event', () => {
  it('are the provider’s own, as they came', () => {
    const fields = { JobId: 7, list: [{ a: null }, 'x'], inner: { b: false } };
    assert.deepEqual(rawFields(fields), fields);
  });

  it('hold no document and no key, at any level', () => {
    const fields = { FaxImage: 'AAAA', a: [{ file_cipher: { key: '00' }, FAXIMAGE: '' }], Encrypted_Cipher: 1, b: 2 };
    assert.deepEqual(rawFields(fields), { a: [{}], b: 2 });
  });

  it('cannot pollute a prototype', () => {
    const raw = rawFields(parsed('{"__proto__":{"a":1},"b":[{"__proto__":{"c":1}}]}'));
    assert.deepEqual(JSON.stringify(raw), '{"b":[{}]}');
  });

  it('are not kept if they are nested too deeply to be cloned', () => {
    const nested = (depth: number): Record<string, unknown> => parsed('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
    assert(rawFields(nested(64)));
    assert.equal(rawFields(nested(65)), undefined);
    assert.equal(rawFields(nested(5_000)), undefined);
  });
});
