import { deflateSync } from 'node:zlib';

/** A PDF of these objects (number → its text) with a table of references, as PDF 1.4 has it. */
export function pdfFile(objects: Record<number, string>, { trailer = '/Root 1 0 R', before = '' } = {}): Buffer {
  let text = `${before}%PDF-1.4\n`;
  const offsets = new Map<number, number>();
  for (const [number, object] of Object.entries(objects)) {
    offsets.set(Number(number), text.length - before.length);
    text += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length - before.length;
  const entries = [...offsets].map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  text += `xref\n0 1\n0000000000 65535 f \n${entries.join('')}trailer\n<< ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** Objects 1 and up: a root, and a page tree whose nodes have at most `fanOut` kids; `Count` is not to be believed. */
export function pageTree(pages: number, fanOut = 10): Record<number, string> {
  const objects: Record<number, string> = { 1: '<< /Type /Catalog /Pages 2 0 R >>' };
  let next = 3;
  const grow = (number: number, leaves: number): void => {
    const kids: number[] = [];
    if (leaves <= fanOut) {
      for (let leaf = 0; leaf < leaves; leaf++) kids.push(next++);
      for (const kid of kids) objects[kid] = `<< /Type /Page /Parent ${number} 0 R /Rotate 0 >>`;
    } else {
      const share = Math.ceil(leaves / fanOut);
      for (let left = leaves; left > 0; left -= share) {
        const kid = next++;
        kids.push(kid);
        grow(kid, Math.min(share, left));
      }
    }
    objects[number] = `<< /Type /Pages /Count 77 /Kids [ ${kids.map((kid) => `${kid} 0 R`).join(' ')} ] >>`;
  };
  grow(2, pages);
  return objects;
}

export interface Packing {
  /** Objects in one stream. */
  together?: number;
  /** PNG filter type of each row of the table, in turn; none where absent. */
  filters?: number[];
  trailer?: string;
  /** The streams name other objects than the table does. */
  misnumbered?: boolean;
}

/** The same objects packed in streams, with a packed table of references, as PDF 1.5 has it. */
export function packedPdfFile(
  objects: Record<number, string>,
  { together = 4, filters, trailer = '/Root 1 0 R', misnumbered = false }: Packing = {},
): Buffer {
  const all = Object.entries(objects).map(([number, text]) => ({ number: Number(number), text }));
  let file = Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1');
  const rows = new Map<number, number[]>([[0, [0, 0, 0, 0]]]);
  let next = Math.max(...all.map(({ number }) => number)) + 1;
  const addStream = (number: number, dictionary: string, content: Buffer): void => {
    rows.set(number, [1, file.length >> 8, file.length & 0xff, 0]);
    const packed = deflateSync(content);
    const head = `${number} 0 obj\n<< ${dictionary} /Filter /FlateDecode /Length ${packed.length} >>\nstream\r\n`;
    file = Buffer.concat([file, Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n')]);
  };
  for (let from = 0; from < all.length; from += together) {
    const group = all.slice(from, from + together);
    const number = next++;
    let at = 0;
    const header = group.map((one) => {
      const pair = `${misnumbered ? one.number + 1 : one.number} ${at} `;
      at += one.text.length + 1;
      return pair;
    });
    group.forEach((one, index) => rows.set(one.number, [2, number >> 8, number & 0xff, index]));
    const content = header.join('') + group.map(({ text }) => `${text}\n`).join('');
    addStream(number, `/Type /ObjStm /N ${group.length} /First ${header.join('').length}`, Buffer.from(content));
  }
  const table = next++;
  const start = file.length;
  rows.set(table, [1, start >> 8, start & 0xff, 0]);
  const plain = Array.from({ length: next }, (_, number) => rows.get(number) ?? [0, 0, 0, 0]);
  const content = filters ? predict(plain, filters) : plain;
  const prediction = filters ? '/DecodeParms << /Predictor 15 /Columns 4 >>' : '';
  addStream(table, `/Type /XRef /W [1 2 1] /Size ${next} ${prediction} ${trailer}`, Buffer.from(content.flat()));
  return Buffer.concat([file, Buffer.from(`startxref\n${start}\n%%EOF\n`)]);
}

/** PNG prediction, in the words of its specification. */
function predict(rows: readonly (readonly number[])[], filters: readonly number[]): number[][] {
  return rows.map((row, index) => {
    const kind = filters[index % filters.length] ?? 0;
    const above = rows[index - 1] ?? row.map(() => 0);
    const bytes = row.map((byte, column) => {
      const [a, b, c] = [row[column - 1] ?? 0, above[column] ?? 0, column === 0 ? 0 : (above[column - 1] ?? 0)];
      const p = a + b - c;
      const nearest = [a, b, c].reduce((best, value) => (Math.abs(p - value) < Math.abs(p - best) ? value : best));
      return (byte - ([0, a, b, Math.floor((a + b) / 2), nearest][kind] ?? 0)) & 0xff;
    });
    return [kind, ...bytes];
  });
}
