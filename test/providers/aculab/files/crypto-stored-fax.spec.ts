import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readStoredFax } from '../../../../src/providers/aculab/files/crypto-stored-fax';
import { encryptFax, freshCipher, wireCipher, type FaxCipher } from '../../../../src/providers/aculab/wire/fax-cipher';
import { decrypt, isCipher } from '../../../../src/simulator/aculab/cipher';

interface Read {
  plain: Buffer;
  isDamaged: boolean;
}

async function read(pieces: Buffer[], cipher?: FaxCipher): Promise<Read> {
  const source = async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  const fax = readStoredFax(source(), () => Promise.resolve(cipher));
  const plain: Buffer[] = [];
  for await (const piece of fax.plain) plain.push(piece);
  return { plain: Buffer.concat(plain), isDamaged: fax.isDamaged };
}

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) pieces.push(bytes.subarray(at, (at += size)));
  return [...pieces, bytes.subarray(at)];
}

const signature = fc.constantFrom('49492a00', '4d4d002a').map((hex) => Buffer.from(hex, 'hex'));
const rest = fc.uint8Array({ minLength: 12, maxLength: 300 });
const tiffs = fc.tuple(signature, rest).map((parts) => Buffer.concat(parts));
const sizes = fc.array(fc.nat({ max: 40 }));

describe('a stored fax', () => {
  it('comes out as it went in, in whatever pieces', async () => {
    await fc.assert(
      fc.asyncProperty(tiffs, sizes, async (plain, cuts) => {
        const cipher = freshCipher();
        const found = await read(cut(encryptFax(plain, cipher), cuts), cipher);
        assert.deepEqual(found, { plain, isDamaged: false });
      }),
    );
  });

  it('comes out as it is if it was not encrypted after all, without looking for a key', async () => {
    await fc.assert(
      fc.asyncProperty(tiffs, sizes, async (tiff, cuts) => {
        assert.deepEqual(await read(cut(tiff, cuts), freshCipher()), { plain: tiff, isDamaged: false });
      }),
    );
  });

  it('comes out as far as it can be read where it was cut, and is called damaged', async () => {
    const cipher = freshCipher();
    const plain = Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(96, 'fax')]);
    const encrypted = encryptFax(plain, cipher);
    for (const bytes of [64, 70]) {
      const found = await read([encrypted.subarray(0, bytes)], cipher);
      assert.deepEqual(found, { plain: plain.subarray(0, 64), isDamaged: true });
    }
    assert.deepEqual(await read([], cipher), { plain: Buffer.alloc(0), isDamaged: true });
    assert.deepEqual(await read([encrypted.subarray(0, 9)], cipher), {
      ...{ plain: encrypted.subarray(0, 9), isDamaged: true },
    });
  });

  it('is not considered complete when it was cut after something that looks like padding', async () => {
    const [cipher, plain] = [freshCipher(), Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(96, 1)])];
    const found = await read([encryptFax(plain, cipher).subarray(0, 70)], cipher);
    assert.deepEqual(found, { plain: plain.subarray(0, 64), isDamaged: true });
  });

  it('is damaged where its key makes no TIFF of it, and comes as it is where there is no key', async () => {
    const [cipher, plain] = [freshCipher(), Buffer.alloc(100, 'fax')];
    const encrypted = encryptFax(plain, cipher);
    assert.deepEqual(await read([encrypted], cipher), { plain, isDamaged: true });
    assert.deepEqual(await read([encrypted]), { plain: encrypted, isDamaged: true });
  });

  it('has its own cipher, in the vendor’s format', () => {
    const [one, two] = [freshCipher(), freshCipher()];
    assert.notEqual(one.key, two.key);
    assert.notEqual(one.vector, two.vector);
    const wire = wireCipher(one);
    assert(isCipher(wire));
    assert.deepEqual(decrypt(wire, encryptFax(Buffer.from('fax'), one)), Buffer.from('fax'));
  });
});
