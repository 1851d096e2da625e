import assert from 'node:assert/strict';
import { rawFields, recordOf } from '../../../src/providers/esendex/raw-fields';
import { parseXml } from '../../../src/providers/xml/parse-xml';

function rawOf(xml: string): Record<string, unknown> {
  const parsed = parseXml(Buffer.from(xml));
  assert.ok(parsed.ok);
  return rawFields(parsed.root);
}

describe('rawFields', () => {
  it('keeps texts as they came, and layout out', () => {
    assert.deepEqual(rawOf('<r>\n <a> 1 </a>\n <b/>\n</r>'), { a: ' 1 ', b: '' });
  });

  it('keeps attributes, nested fields, repeated ones, and text beside fields', () => {
    assert.deepEqual(rawOf('<r x="1"><a y="2">3</a><b><c>4</c></b><d>5</d><d>6</d><e>7<f/></e></r>'), {
      '@x': '1',
      a: { '@y': '2', '#text': '3' },
      b: { c: '4' },
      d: ['5', '6'],
      e: { f: '', '#text': '7' },
    });
  });
});

describe('recordOf', () => {
  it('leaves a prototype alone', () => {
    const record = recordOf([
      ['__proto__', { x: 1 }],
      ['constructor', '1'],
    ]);
    assert.deepEqual(Object.keys(record), ['constructor']);
    assert.equal(Object.getPrototypeOf(record), Object.prototype);
  });
});
