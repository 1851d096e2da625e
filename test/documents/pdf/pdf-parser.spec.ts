import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Effort } from '../../../src/documents/pdf/effort';
import { PdfParser } from '../../../src/documents/pdf/pdf-parser';
import { UnreadablePdfError } from '../../../src/documents/pdf/unreadable-pdf';

const parse = (text: string) => new PdfParser(Buffer.from(text, 'latin1'), 0, new Effort()).value();
const number = (value: number) => ({ kind: 'number', value });
const name = (text: string) => ({ kind: 'name', name: text });
const reference = (to: number) => ({ kind: 'reference', number: to });

describe('the PDF parser', () => {
  it('reads numbers, names and references, in lists and dictionaries', () => {
    assert.deepEqual(parse('[1 -2.5 +3 .5 4.]'), {
      kind: 'array',
      items: [number(1), number(-2.5), number(3), number(0.5), number(4)],
    });
    assert.deepEqual(parse('[12 0 R 5 7 0 R]'), { kind: 'array', items: [reference(12), number(5), reference(7)] });
    assert.deepEqual(parse('<</Type/Pages/Kids[3 0 R]/Parent 2 0 R/Count 1>>'), {
      kind: 'dictionary',
      entries: new Map<string, unknown>([
        ['Type', name('Pages')],
        ['Kids', { kind: 'array', items: [reference(3)] }],
        ['Parent', reference(2)],
        ['Count', number(1)],
      ]),
    });
  });

  it('sees through blanks, comments and letters written as numbers', () => {
    assert.deepEqual(parse('\0\t\n\f\r % a comment >> ] \r %another\n /Encr#79pt#20'), name('Encrypt '));
  });

  it('passes over texts, whatever brackets are in them', () => {
    const texts = ['(a(b)c)', String.raw`(a\)/Encrypt b)`, '(/Encrypt 1 0 R >> ])', '<2f456e>', '()', '(\\\\)'];
    for (const text of texts) {
      const expected = new Map<string, unknown>([
        ['T', { kind: 'text' }],
        ['E', number(1)],
      ]);
      assert.deepEqual(parse(`<< /T ${text} /E 1 >>`), { kind: 'dictionary', entries: expected }, text);
    }
  });

  it('gives up on what is not well formed', () => {
    for (const text of [
      '',
      '[',
      '[1 2',
      '<< /A 1',
      '<< 1 2 >>',
      '<< /A [1 >> ]',
      ']',
      '>>',
      '[1 R]',
      '[/A 0 R]',
      '(',
    ]) {
      if (text === '(') assert.deepEqual(parse(text), { kind: 'text' });
      else assert.throws(() => parse(text), UnreadablePdfError, text);
    }
  });

  it('gives up on what is nested too deeply or too long, instead of overflowing', () => {
    assert.throws(() => parse('['.repeat(1_000_000)), UnreadablePdfError);
    assert.throws(() => parse('<</A'.repeat(1_000_000)), UnreadablePdfError);
    assert.throws(() => parse(`[${'1 '.repeat(1_000_000)}]`), /too much effort/);
    assert.throws(() => parse(' '.repeat(17 * 1024 * 1024)), /too much effort/);
  });

  it('takes only whole numbers from zero on as counts', () => {
    const count = (text: string): number => new PdfParser(Buffer.from(text), 0, new Effort()).count();
    assert.equal(count('007'), 7);
    for (const text of ['-1', '1.5', '99999999999999999999', '/A', 'x', '']) {
      assert.throws(() => count(text), UnreadablePdfError, text);
    }
  });

  it('makes nothing but values or this error of any characters', () => {
    const pieces = fc.constantFrom(
      '<<',
      '>>',
      '[',
      ']',
      '(',
      ')',
      '/A',
      ' 1',
      ' 0 R',
      '<',
      '>',
      '%',
      '\n',
      '\\',
      'R',
      '#4',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
        try {
          parse(parts.join(''));
        } catch (error) {
          assert.ok(error instanceof UnreadablePdfError, String(error));
        }
      }),
    );
  });
});
