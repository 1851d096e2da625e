import assert from 'node:assert/strict';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';

describe('the sample PDF', () => {
  it('has a cross-reference table that points at every object', () => {
    const text = samplePdf({ pages: 2 }).toString('latin1');
    assert.ok(text.startsWith('%PDF-'));
    const table = Number(/startxref\n(\d+)\n%%EOF/.exec(text)?.[1]);
    const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map((match) => Number(match[1]));
    assert.equal(offsets.length, 7);
    offsets.forEach((offset, index) => {
      assert.ok(text.startsWith(`${index + 1} 0 obj`, offset), `object ${index + 1}`);
    });
  });

  it('has the requested number of pages', () => {
    const text = samplePdf({ pages: 3 }).toString('latin1');
    assert.equal(text.match(/\/Type \/Page /g)?.length, 3);
    assert.match(text, /page 3 of 3/);
  });
});
