import assert from 'node:assert/strict';
import { jsonBytes } from '../../src/domain/json-bytes';

const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

describe('a value to be kept', () => {
  it('is kept as it was parsed', () => {
    for (const text of ['{"a":[1,"ü",null,{"__proto__":true}]}', '"x"', 'null']) {
      assert.equal(jsonBytes(JSON.parse(text)).toString(), text);
    }
    assert.equal(jsonBytes(undefined).toString(), 'null');
  });

  it('loses only what is nested too deeply to be written again', () => {
    const kept: unknown = JSON.parse(jsonBytes(JSON.parse(`{"a":{"b":["c",null]},"deep":${DEEP}}`)).toString());
    const { deep, ...rest } = kept as Record<string, unknown>;
    assert.deepEqual(rest, { a: { b: ['c', null] } });
    assert.match(JSON.stringify(deep), /^\[+"…"\]+$/);
  });

  it('does not grow much, however many values are nested deeply', () => {
    const many = Array.from({ length: 1_000 }, () => '{"a":1,"b":{}}').join();
    const text = `[${'['.repeat(96)}${many}${']'.repeat(96)},${DEEP}]`;
    assert(jsonBytes(JSON.parse(text)).length < text.length);
  });
});
