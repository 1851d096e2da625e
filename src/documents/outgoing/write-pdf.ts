/** A4, in points. */
export const SHEET = { width: 595.28, height: 841.89 };
export const MARGIN = 42;

/** Makes a PDF whose pages `draw` fills. The library is loaded on first use, in the worker thread. */
export async function writePdf(
  options: PDFKit.PDFDocumentOptions,
  draw: (pdf: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const { default: Writer } = await import('pdfkit');
  const pdf = new Writer({ size: [SHEET.width, SHEET.height], margin: MARGIN, ...options });
  const parts: Buffer[] = [];
  const written = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
  draw(pdf);
  pdf.end();
  return written;
}
