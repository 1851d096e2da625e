import { BadDocumentError } from '../../domain/errors';

/** The limit for one converted fax, which is in the memory of the thread and of a message. */
const MAX_BYTES = 64 * 1024 * 1024;
/**
 * For all pages together, a thousand in fine resolution. A small file can claim any
 * number of pages, which all take time.
 */
const MAX_PIXELS = 4_000_000_000;

/** Counts the output of one conversion. Throws `BadDocumentError` when it becomes too much. */
export class OutputLimit {
  #bytes = MAX_BYTES;
  #pixels = MAX_PIXELS;

  takeBytes(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw tooLarge();
  }

  /** To be called before a page is decoded. */
  takePixels({ width, height }: { width: number; height: number }): void {
    this.#pixels -= width * height;
    if (this.#pixels < 0) throw tooLarge();
  }
}

function tooLarge(): BadDocumentError {
  return new BadDocumentError('the fax is too large to be converted');
}
