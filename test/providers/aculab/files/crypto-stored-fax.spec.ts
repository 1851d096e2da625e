import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decryptStoredFax } from '../../../../src/providers/aculab/files/crypto-stored-fax';
import { encryptFax, freshCipher, wireCipher } from '../../../../src/providers/aculab/files/fax-cipher';
import { decrypt, isCipher } from '../../../../src/simulator/aculab/cipher';

async function read(pieces: Buffer[], cipher = freshCipher()): Promise<Buffer> {
  const source = async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  const plain: Buffer[] = [];
  for await (const piece of decryptStoredFax(source(), cipher)) plain.push(piece);
  return Buffer.concat(plain);
}

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) pieces.push(bytes.subarray(at, (at += size)));
  return [...pieces, bytes.subarray(at)];
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const sizes = fc.array(fc.nat({ max: 40 }));

describe('a stored fax that is encrypted', () => {
  it('comes out as it went in, in whatever pieces', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (plain, cuts) => {
        const cipher = freshCipher();
        assert.deepEqual(await read(cut(encryptFax(plain, cipher), cuts), cipher), plain);
      }),
    );
  });

  it('comes out as it is where it was not encrypted after all', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, fc.constantFrom('49492a00', '4d4d002a'), async (rest, cuts, signature) => {
        const tiff = Buffer.concat([Buffer.from(signature, 'hex'), rest]);
        assert.deepEqual(await read(cut(tiff, cuts)), tiff);
      }),
    );
  });

  it('comes out as far as it can be read where it was cut', async () => {
    const cipher = freshCipher();
    const plain = Buffer.alloc(100, 'fax');
    const encrypted = encryptFax(plain, cipher);
    assert.deepEqual(await read([encrypted.subarray(0, 70)], cipher), plain.subarray(0, 64));
    assert.deepEqual(await read([], cipher), Buffer.alloc(0));
  });

  it('has a cipher of its own, as the vendor wants it', () => {
    const [one, two] = [freshCipher(), freshCipher()];
    assert.notEqual(one.key, two.key);
    assert.notEqual(one.vector, two.vector);
    const wire = wireCipher(one);
    assert(isCipher(wire));
    assert.deepEqual(decrypt(wire, encryptFax(Buffer.from('fax'), one)), Buffer.from('fax'));
  });
});
