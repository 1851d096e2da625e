import { BadDocumentError } from '../../domain/errors';

/** Of one fax in another format: no thread and no message is to hold more. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Counts what a document becomes. Throws `BadDocumentError` where it is too much. */
export class OutputLimit {
  #left = MAX_BYTES;

  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new BadDocumentError('the fax is too large to be converted');
  }
}
