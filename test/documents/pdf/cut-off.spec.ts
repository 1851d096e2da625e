import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCutOff } from '../../../src/documents/pdf/cut-off';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import { packedPdfFile, pageTree, pdfFile } from './pdf-file';

const text = (file: Buffer) => file.toString('latin1');
const file = (content: string) => Buffer.from(content, 'latin1');
const plain = pdfFile(pageTree(3));
const packed = packedPdfFile(pageTree(3));

/** A later version behind the file, as editors append it. */
function changed(before: Buffer): Buffer {
  const object = '2 0 obj\n<< /Type /Pages /Kids [3 0 R 3 0 R] >>\nendobj\n';
  const previous = /startxref\n(\d+)/.exec(text(before))?.[1] ?? '';
  return file(
    `${text(before)}${object}xref\n2 1\n${String(before.length).padStart(10, '0')} 00000 n \n` +
      `trailer\n<< /Root 1 0 R /Prev ${previous} >>\nstartxref\n${before.length + object.length}\n%%EOF\n`,
  );
}

describe('a PDF that was cut off', () => {
  it('is noticed wherever the cut is', () => {
    for (const whole of [plain, packed, samplePdf({ pages: 3 })]) {
      const last = whole.lastIndexOf('%%EOF');
      for (let length = 0; length < last - 2; length++) assert.ok(isCutOff(whole.subarray(0, length)), `${length}`);
    }
  });

  it('is noticed in its second version, although the first was complete', () => {
    const whole = changed(plain);
    const end = whole.lastIndexOf('%%EOF') - 2;
    for (let length = plain.length + 8; length < end; length++) {
      assert.ok(isCutOff(whole.subarray(0, length)), `cut at ${length}`);
    }
    assert.equal(isCutOff(whole), false);
  });

  it('is noticed although its first part ends with its own mark, for fast web view', () => {
    const linearized = `%PDF-1.5\n7 0 obj\n<< /Linearized 1 >>\nendobj\nstartxref\n0\n%%EOF\n8 0 obj\n<< >>\nendobj\n`;
    assert.ok(isCutOff(file(linearized)));
  });
});

describe('a whole PDF', () => {
  it('is whole plain, packed and changed', () => {
    for (const whole of [plain, packed, changed(plain), changed(packed)]) assert.equal(isCutOff(whole), false);
  });

  it('may lack its end mark, or have lost some of it, where its table is there', () => {
    for (const whole of [plain, packed]) {
      for (const end of ['%%EO', '%%E', '%', '', '\r\n\r\n']) {
        assert.equal(isCutOff(file(text(whole).replace(/%%EOF\n$/, end))), false, JSON.stringify(end));
      }
    }
  });

  it('may be followed by a web page, whatever that says about objects', () => {
    const page = `<html><body>${'an object, 12 objects '.repeat(300)}</body></html>`;
    for (const whole of [plain, packed]) assert.equal(isCutOff(file(text(whole) + page)), false);
  });

  it('may name a wrong place for its table where its end mark is there', () => {
    for (const offset of ['0', '3', '99999999']) {
      assert.equal(isCutOff(file(text(plain).replace(/startxref\n\d+/, `startxref\n${offset}`))), false, offset);
    }
  });

  it('is judged without an error whatever the bytes are', () => {
    const marks = fc.constantFrom(
      'startxref',
      '%%EOF',
      ' obj',
      'xref',
      'trailer',
      '/Root 1',
      '1 0 obj',
      '9',
      '\n',
      '<<',
    );
    const anything = fc.array(fc.oneof(marks, fc.string({ maxLength: 4 })), { maxLength: 40 });
    fc.assert(fc.property(anything, (parts) => typeof isCutOff(file(parts.join(' '))) === 'boolean'));
  });
});
