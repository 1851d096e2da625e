import type { PDFiumModule } from '@hyzyla/pdfium' with { 'resolution-mode': 'import' };
import { BadDocumentError } from '../../domain/errors';

export type Pdfium = Awaited<ReturnType<typeof PDFiumModule>>;

/** More than the size of `FPDF_FORMFILLINFO`, whose version 2 is for forms without scripts. */
const FORM_INFO_BYTES = 256;
const FORM_INFO_VERSION = 2;

/**
 * PDFium throws when it aborts. What it also prints is suppressed, because it would be in
 * Node-RED's log without context.
 */
const QUIET: object = { printErr: () => undefined };

let loading: Promise<Pdfium> | undefined;

/**
 * PDFium, loaded on first use (30 ms, some 30 MB). Only for the worker thread: a hostile file can keep it busy forever.
 */
export function loadPdfium(): Promise<Pdfium> {
  // A failure, perhaps for lack of memory, is not cached, so the next call tries again.
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

/** After a trap PDFium's memory cannot be trusted, so the next file gets a new instance. */
export function discardPdfium(): void {
  loading = undefined;
}

/** Whether the error is a trap of WebAssembly, such as `unreachable` or an access out of bounds. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** Allocates memory inside PDFium. Throws `BadDocumentError` when there is not enough. */
export function allocate(pdfium: Pdfium, bytes: number): number {
  const pointer = pdfium.wasmExports.malloc(bytes);
  if (pointer === 0) throw new BadDocumentError('the PDF file needs more memory than a fax may have');
  return pointer;
}

/** Lets PDFium draw what was filled into forms as well; the caller must `close` it before the document. */
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
