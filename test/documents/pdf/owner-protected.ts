import { createHash } from 'node:crypto';
import { pageTree, pdfFile } from './pdf-file';

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
/** Neither printing nor copying. */
const FORBIDDEN = -64;

/** A PDF with a password for its owner, and one for reading it; "" opens for everybody. PDF 1.7, algorithms 2 to 4. */
export function protectedPdf(pages: number, { password = '' } = {}): Buffer {
  const owner = rc4(md5(padded('owner')).subarray(0, 5), padded(password));
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(FORBIDDEN);
  const key = md5(Buffer.concat([padded(password), owner, permissions, ID])).subarray(0, 5);
  const entries = `/Filter /Standard /V 1 /R 2 /O <${hex(owner)}> /U <${hex(rc4(key, PADDING))}> /P ${FORBIDDEN}`;
  const objects = { ...pageTree(pages), 900: `<< ${entries} >>` };
  return pdfFile(objects, { trailer: `/Root 1 0 R /Encrypt 900 0 R /ID [<${hex(ID)}> <${hex(ID)}>]` });
}

function padded(password: string): Buffer {
  return Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}

function rc4(key: Buffer, bytes: Buffer): Buffer {
  const box = Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => box[index & 0xff] ?? 0;
  const swap = (a: number, b: number): void => void ([box[a & 0xff], box[b & 0xff]] = [at(b), at(a)]);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    bytes.map((byte) => {
      i += 1;
      j = (j + at(i)) & 0xff;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
