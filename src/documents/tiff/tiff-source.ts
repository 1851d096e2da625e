import { BadDocumentError } from '../../domain/errors';

const HEADER_BYTES = 8;
/** For the tags of all pages: enough for 199 fine pages with one strip per row. */
const MAX_VALUES = 1_000_000;
/** Pages may share strips, but together they must not refer to more than this or the file's size. */
const MIN_PICTURE_BYTES = 64 * 1024 * 1024;

/** Reads numbers from a TIFF file of either byte order, and limits how much may be read from it. */
export class TiffSource {
  readonly file: Buffer;
  readonly #isLittleEndian: boolean;
  #values = MAX_VALUES;
  #pictureBytes: number;

  /** Throws `BadDocumentError` when the file does not begin like a TIFF. */
  constructor(file: Buffer) {
    const order = file.toString('latin1', 0, 2);
    if (file.length < HEADER_BYTES || (order !== 'II' && order !== 'MM')) throw damaged('its first bytes are wrong');
    this.file = file;
    this.#isLittleEndian = order === 'II';
    this.#pictureBytes = Math.max(file.length, MIN_PICTURE_BYTES);
    const version = this.short(2);
    if (version === 43) throw new BadDocumentError('a BigTIFF file cannot be faxed: save it as a plain TIFF');
    if (version !== 42) throw damaged('its first bytes are wrong');
  }

  byte(at: number): number {
    if (at + 1 > this.file.length) throw cutOff();
    return this.file.readUInt8(at);
  }

  short(at: number): number {
    if (at + 2 > this.file.length) throw cutOff();
    return this.#isLittleEndian ? this.file.readUInt16LE(at) : this.file.readUInt16BE(at);
  }

  long(at: number): number {
    if (at + 4 > this.file.length) throw cutOff();
    return this.#isLittleEndian ? this.file.readUInt32LE(at) : this.file.readUInt32BE(at);
  }

  float(at: number): number {
    if (at + 4 > this.file.length) throw cutOff();
    return this.#isLittleEndian ? this.file.readFloatLE(at) : this.file.readFloatBE(at);
  }

  takeValues(count: number): void {
    this.#values -= count;
    if (this.#values < 0) throw damaged('its pages are cut into too many strips');
  }

  takePicture(bytes: number): void {
    this.#pictureBytes -= bytes;
    if (this.#pictureBytes < 0) throw damaged('its pages overlap');
  }
}

export function damaged(what: string): BadDocumentError {
  return new BadDocumentError(`the TIFF file is damaged: ${what}`);
}

export function cutOff(): BadDocumentError {
  return damaged('it was cut off, or points beyond its end');
}
