import { BadDocumentError } from '../../domain/errors';

/** Of one fax in another format: no thread and no message is to hold more. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Of all pages: a thousand in fine resolution. A small file can claim any number, and each costs time. */
const MAX_PIXELS = 4_000_000_000;

/** Counts what a document becomes. Throws `BadDocumentError` where it is too much. */
export class OutputLimit {
  #bytes = MAX_BYTES;
  #pixels = MAX_PIXELS;

  takeBytes(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw tooLarge();
  }

  /** Before they are decoded. */
  takePixels({ width, height }: { width: number; height: number }): void {
    this.#pixels -= width * height;
    if (this.#pixels < 0) throw tooLarge();
  }
}

function tooLarge(): BadDocumentError {
  return new BadDocumentError('the fax is too large to be converted');
}
