import assert from 'node:assert/strict';
import { rawFields, rawForm } from '../../../../src/providers/esendex/wire/raw-fields';
import { parseXml } from '../../../../src/providers/xml/parse-xml';

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

describe('rawForm', () => {
  it('leaves a prototype alone', () => {
    const record = rawForm([
      ['__proto__', 'x'],
      ['constructor', '1'],
    ]);
    assert.deepEqual(Object.keys(record), ['constructor']);
    assert.equal(Object.getPrototypeOf(record), Object.prototype);
  });

  it('makes a list of a field that is there twice', () => {
    const pairs = [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ] as const;
    assert.deepEqual(rawForm(pairs), { a: ['1', '3'], b: '2' });
  });
});
