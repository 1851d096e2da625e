import { constants, deflateSync } from 'node:zlib';
import { pageTree } from './pdf-file';

/** A PDF that is put together piece by piece, which knows where each of them lies. */
export class PdfPieces {
  #file = Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1');
  readonly offsets = new Map<number, number>();

  get length(): number {
    return this.#file.length;
  }

  add(piece: string | Buffer): this {
    this.#file = Buffer.concat([this.#file, Buffer.from(piece as string, 'latin1')]);
    return this;
  }

  object(number: number, text: string): this {
    this.offsets.set(number, this.length);
    return this.add(`${number} 0 obj\n${text}\nendobj\n`);
  }

  stream(number: number, dictionary: string, bytes: Buffer): this {
    this.offsets.set(number, this.length);
    const head = `${number} 0 obj\n<< ${dictionary} /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n`;
    return this.add(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream\nendobj\n')]));
  }

  /** A table of all objects so far, its trailer and the end. */
  end(trailer = '/Root 1 0 R', startxref = this.length): Buffer {
    const rows = [...this.offsets].map(
      ([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`,
    );
    const size = Math.max(...this.offsets.keys()) + 1;
    return this.add(
      `xref\n0 1\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${startxref}\n%%EOF\n`,
    ).#file;
  }

  finish(text: string): Buffer {
    return this.add(text).#file;
  }
}

export interface PackedOptions {
  /** Bytes of each of the three columns of the table. */
  widths?: readonly [number, number, number];
  /** How the table's own stream is deflated. */
  packTable?: (bytes: Buffer) => Buffer;
  packObjects?: (bytes: Buffer) => Buffer;
  /** Appended to the object stream before it is packed. */
  filling?: Buffer;
  /** Object streams among which the objects go round. */
  streams?: number;
  /** A further object that is not packed. */
  besides?: Buffer;
  startxref?: number;
}

/** Objects in streams, and a table in a stream, as every program since 2003 writes them; each part can be made odd. */
export function packedPdf(objects: Record<number, string>, options: PackedOptions = {}): Buffer {
  const { widths = [1, 4, 2], packTable = deflateSync, packObjects = deflateSync, streams = 1 } = options;
  const numbers = Object.keys(objects).map(Number);
  const first = Math.max(...numbers) + 1;
  const pdf = new PdfPieces();
  const rows = new Map<number, readonly number[]>();
  for (let index = 0; index < streams; index++) {
    const packed = numbers.filter((_, at) => at % streams === index);
    let at = 0;
    const header = packed.map((number, place) => {
      rows.set(number, [2, first + index, place]);
      const pair = `${number} ${at}`;
      at += (objects[number] ?? '').length + 1;
      return pair;
    });
    const head = `${header.join(' ')} `;
    const content = head + packed.map((number) => `${objects[number]} `).join('');
    const bytes = Buffer.concat([Buffer.from(content), options.filling ?? Buffer.alloc(0)]);
    pdf.stream(first + index, `/Type /ObjStm /N ${packed.length} /First ${head.length}`, packObjects(bytes));
    rows.set(first + index, [1, pdf.offsets.get(first + index) ?? 0, 0]);
  }
  if (options.besides) pdf.stream(first + streams, '', options.besides);
  const table = first + streams + 1;
  const start = pdf.length;
  rows.set(table, [1, start, 0]);
  const content = Array.from({ length: table + 1 }, (_, number) => rowBytes(rows.get(number) ?? [0, 0, 0], widths));
  pdf.stream(
    table,
    `/Type /XRef /W [${widths.join(' ')}] /Size ${table + 1} /Root 1 0 R`,
    packTable(Buffer.concat(content)),
  );
  return pdf.finish(`startxref\n${options.startxref ?? start}\n%%EOF\n`);
}

function rowBytes(values: readonly number[], widths: readonly number[]): Buffer {
  return Buffer.concat(
    widths.map((width, index) => {
      const column = Buffer.alloc(width);
      for (let at = width - 1, rest = values[index] ?? 0; at >= 0; at--, rest = Math.floor(rest / 256))
        column[at] = rest % 256;
      return column;
    }),
  );
}

/** Deflated as by a program that appends: flushed and never ended, so without its last block and its sum. */
export function syncFlushed(bytes: Buffer): Buffer {
  return deflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

export function lackingLastByte(bytes: Buffer): Buffer {
  return deflateSync(bytes).subarray(0, -1);
}

/** Objects of a PDF of so many pages that PDFium finds worth showing. */
export function shownPages(pages: number, fanOut = 10): Record<number, string> {
  const objects = pageTree(pages, fanOut);
  for (const [number, text] of Object.entries(objects)) {
    objects[Number(number)] = text.replace('/Rotate 0', '/MediaBox [0 0 595 842]');
  }
  return objects;
}
