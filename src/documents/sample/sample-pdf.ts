/** A readable PDF with A4 pages, whose text uses the PDF reader's built-in Helvetica. */
export function samplePdf({ pages = 1 }: { pages?: number } = {}): Buffer {
  const pageIds = Array.from({ length: pages }, (_, index) => FIRST_PAGE_ID + index * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pageIds.flatMap((id, index) => [pageObject(id), textObject(`SAMPLE FAX, page ${index + 1} of ${pages}`)]),
  ];
  return assemble(objects);
}

const FIRST_PAGE_ID = 4;

function pageObject(id: number): string {
  const resources = '<< /Font << /F1 3 0 R >> >>';
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${id + 1} 0 R >>`;
}

function textObject(text: string): string {
  const drawing = `BT /F1 24 Tf 72 740 Td (${text}) Tj ET`;
  return `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`;
}

/** Object n of the file is `objects[n − 1]`; the cross-reference table has their offsets. */
function assemble(objects: readonly string[]): Buffer {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}
