import type { PDFiumModule } from '@hyzyla/pdfium' with { 'resolution-mode': 'import' };
import { BadDocumentError } from '../../domain/errors';

export type Pdfium = Awaited<ReturnType<typeof PDFiumModule>>;

/** Of `FPDF_FORMFILLINFO`, with room to spare; version 2 of it serves forms without scripts. */
const FORM_INFO_BYTES = 256;
const FORM_INFO_VERSION = 2;

/** When PDFium aborts it throws; what it prints besides would be in Node-RED's log without a source. Not in its types. */
const QUIET: object = { printErr: () => undefined };

let loading: Promise<Pdfium> | undefined;

/** PDFium, loaded on first use: 30 ms and some 30 MB. For the worker alone: a hostile file can keep it busy for ever. */
export function loadPdfium(): Promise<Pdfium> {
  // What could not be loaded, for want of memory maybe, is tried again.
  loading ??= load().catch((error: unknown) => {
    discardPdfium();
    throw error;
  });
  return loading;
}

async function load(): Promise<Pdfium> {
  const library = await import('@hyzyla/pdfium');
  const pdfium = await library.PDFiumModule({ ...QUIET });
  pdfium._FPDF_InitLibraryWithConfig({ version: 2 });
  return pdfium;
}

/** After a trap PDFium's memory is in no state to be used again: the next file gets a new one. */
export function discardPdfium(): void {
  loading = undefined;
}

/** What WebAssembly throws where a program runs into the impossible: `unreachable`, or a read out of bounds. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** Memory of PDFium's own. Throws `BadDocumentError` where there is no more. */
export function allocate(pdfium: Pdfium, bytes: number): number {
  const pointer = pdfium.wasmExports.malloc(bytes);
  if (pointer === 0) throw new BadDocumentError('the PDF file needs more memory than a fax may have');
  return pointer;
}

/** Has what was filled into forms drawn, too. Returns what ends that. */
export function openForms(pdfium: Pdfium, document: number): { handle: number; close: () => void } {
  const info = allocate(pdfium, FORM_INFO_BYTES);
  pdfium.HEAPU8.fill(0, info, info + FORM_INFO_BYTES);
  pdfium.HEAPU8[info] = FORM_INFO_VERSION;
  const handle = pdfium._FPDFDOC_InitFormFillEnvironment(document, info);
  const close = (): void => {
    if (handle !== 0) pdfium._FPDFDOC_ExitFormFillEnvironment(handle);
    pdfium.wasmExports.free(info);
  };
  return { handle, close };
}
