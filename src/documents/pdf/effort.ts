import { UnreadablePdfError } from './unreadable-pdf';

/**
 * What one inspection may cost in all, in bytes looked at or unpacked: a few bytes of a crafted PDF can refer to the
 * same megabytes a million times over.
 */
const MAX_BYTES = 16 * 1024 * 1024;

export class Effort {
  #left = MAX_BYTES;

  /** Throws `UnreadablePdfError` once it is used up. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new UnreadablePdfError('too much effort');
  }
}
