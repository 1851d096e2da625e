import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProviderUnavailableError } from '../../../../src/domain/errors';
import { FaxImageScanner } from '../../../../src/providers/etherfax/wire/fax-image-scanner';

function scan(text: string, cuts: number[] = []): { image: Buffer; rest: unknown } {
  const bytes = Buffer.from(text);
  const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  const scanner = new FaxImageScanner();
  const image = Buffer.concat(borders.slice(1).map((border, i) => scanner.push(bytes.subarray(borders[i], border))));
  return { image, rest: JSON.parse(scanner.end()) };
}

describe('FaxImageScanner', () => {
  it('agrees with JSON.parse wherever the answer is cut', () => {
    const fields = fc.dictionary(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('faxImage', 'FaxImages', 'a"FaxImage":"')),
      fc.oneof(fc.jsonValue(), fc.constant({ FaxImage: 'bmVzdGVk' }), fc.constant(['FaxImage', '\\', '"'])),
      { maxKeys: 4 },
    );
    const image = fc.oneof(fc.uint8Array({ maxLength: 90 }), fc.constant(null));
    const input = fc.record({
      before: fields,
      image,
      after: fields,
      indent: fc.constantFrom(undefined, 1, '\t'),
      escape: fc.constantFrom('none', 'slash', 'unicode'),
      cuts: fc.array(fc.nat(400), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(input, ({ before, image: bytes, after, indent, escape, cuts }) => {
        const FaxImage = bytes && Buffer.from(bytes).toString('base64');
        const json = JSON.stringify({ ...before, FaxImage, ...after }, undefined, indent);
        const text = escapeImage(json, FaxImage, escape);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const scanned = scan(text, cuts);
        assert.deepEqual(scanned.image, Buffer.from(FaxImage ?? '', 'base64'));
        assert.deepEqual(scanned.rest, { ...parsed, FaxImage: FaxImage === null ? null : '' });
      }),
      { numRuns: 500 },
    );
  });

  it('accepts the bytes one by one', () => {
    const text = '{"a":"\\"FaxImage\\":\\"","FaxImage" : "aGV\\u0073b\\/8=" , "b":[{"FaxImage":"x"}]}';
    const { image, rest } = scan(
      text,
      Array.from(text, (_, i) => i),
    );
    assert.deepEqual(image, Buffer.from('aGVsb/8=', 'base64'));
    assert.deepEqual(rest, { a: '"FaxImage":"', FaxImage: '', b: [{ FaxImage: 'x' }] });
  });

  it('finds the field by its meaning, not its spelling', () => {
    assert.equal(scan('{"Fax\\u0049mage":"aGk="}').image.toString(), 'hi');
    assert.equal(scan('\uFEFF{"FaxImage":"aGk="}'.slice(1)).image.toString(), 'hi');
  });

  it('leaves other fields alone', () => {
    for (const text of [
      'null',
      '[]',
      '["FaxImage","x"]',
      '{"FaxImage":7,"a":"aGk="}',
      '{"FaxImage":["aGk="]}',
      '"FaxImage"',
    ]) {
      const { image, rest } = scan(text);
      assert.equal(image.length, 0);
      assert.deepEqual(rest, JSON.parse(text));
    }
  });

  it('detects every truncated answer', () => {
    const text = '{"JobId":"1","FaxImage":"aGVsbG8=","b":[1]}';
    for (let end = 1; end < text.length; end += 1) assert.throws(() => scan(text.slice(0, end)), SyntaxError);
  });

  it('refuses two documents in one answer', () => {
    assert.throws(() => scan('{"FaxImage":"aGk=","FaxImage":"aGk="}'), ProviderUnavailableError);
  });

  it('refuses to hold more than a small answer', () => {
    const scanner = new FaxImageScanner();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    scanner.push(Buffer.from('{"a":"'));
    assert.throws(() => {
      for (let i = 0; i < 5; i += 1) scanner.push(piece);
    }, ProviderUnavailableError);
  });
});

function escapeImage(json: string, image: string | null, how: string): string {
  if (image === null || image === '' || how === 'none') return json;
  const escaped =
    how === 'slash'
      ? image.replaceAll('/', '\\/')
      : image.replace(/[+/A]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const start = json.lastIndexOf(`"${image}"`);
  return `${json.slice(0, start + 1)}${escaped}${json.slice(start + 1 + image.length)}`;
}
