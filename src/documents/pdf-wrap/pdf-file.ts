/** An object's dictionary, without its brackets, and the stream that follows it. */
export interface PdfObject {
  dictionary: string;
  stream?: Uint8Array;
}

const HEADER = Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1');

/**
 * A PDF file of these objects, numbered from 1; the first must be the catalogue. Nothing in it depends on time or
 * place, so the same document always gives the same bytes.
 */
export function pdfFile(objects: readonly PdfObject[], id: string): Buffer {
  const parts: Buffer[] = [HEADER];
  let length = HEADER.length;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const offsets = objects.map((object, index) => {
    const offset = length;
    for (const part of objectParts(object, index + 1)) add(part);
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${length}\n%%EOF\n`;
  add(latin1(`xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`));
  return Buffer.concat(parts, length);
}

function objectParts({ dictionary, stream }: PdfObject, number: number): Buffer[] {
  if (!stream) return [latin1(`${number} 0 obj\n<< ${dictionary} >>\nendobj\n`)];
  return [
    latin1(`${number} 0 obj\n<< ${dictionary} /Length ${stream.length} >>\nstream\n`),
    Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength),
    latin1('\nendstream\nendobj\n'),
  ];
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
